import { skipUnless, skipUnlessAvailable } from "../skip.ts";
import type { Commands, Variant } from "./variants.ts";

/** The forms of the program that matrix.ts made; none when the tests are run without it. */
export const VARIANTS: readonly Variant[] = givenVariants();

function givenVariants(): readonly Variant[] {
  const given = Deno.env.get("VARIANTS");
  const run = "deno task test:executables makes what is tested here";
  if (skipUnless(given !== undefined, "tests of the executables", run)) return [];
  return JSON.parse(given!);
}

/** A form that is there. */
export interface Given {
  readonly name: string;
  readonly commands: Commands;
}

/** Registers a test for each of some forms; those that are missing are skipped with the reason. */
export function testEach(
  variants: readonly Variant[],
  claim: string,
  body: (given: Given) => Promise<void>,
  skip = false,
): void {
  for (const { name, commands, missing = "" } of variants) {
    Deno.test({
      name: `${name}: ${claim}`,
      ignore: skip || skipUnlessAvailable(commands !== null, `${name}: ${claim}`, missing),
      fn: () => body({ name, commands: commands! }),
    });
  }
}

/** Forms that are one file. */
export const EXECUTABLES: readonly Variant[] = VARIANTS.filter(({ isExecutable }) => isExecutable);
