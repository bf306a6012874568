import { Ajv2020 } from "ajv";
import { assert, assertEquals } from "../assert.ts";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
const schema = (name: string) =>
  ajv.compile(JSON.parse(Deno.readTextFileSync(
    new URL(`../../lib/report/schemas/${name}.schema.json`, import.meta.url),
  )));

const SCHEMAS = {
  verify: schema("verification"),
  fingerprint: schema("fingerprint"),
  install: schema("installation"),
};

/** Asserts that it is one line of JSON as the command's schema describes it. */
export function assertFits(command: keyof typeof SCHEMAS, stdout: string): void {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1, stdout);
  const validate = SCHEMAS[command];
  const fits: boolean = validate(JSON.parse(stdout));
  assert(fits, JSON.stringify(validate.errors) + stdout);
}
