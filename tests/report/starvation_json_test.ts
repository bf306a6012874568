import { Ajv2020 } from "ajv";
import { starvationJson } from "../../lib/report/starvation/json.ts";
import { advise } from "../../lib/starvation/advice.ts";
import { type Measurement, summaryOf } from "../../lib/starvation/measurement.ts";
import { assert, assertEquals } from "../assert.ts";
import { measurement, round, STARVED } from "../starvation/samples.ts";

const schema = JSON.parse(
  await Deno.readTextFile(
    new URL("../../lib/report/schemas/starvation.schema.json", import.meta.url),
  ),
);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
  schema,
);

function report(measured: Measurement, exitCode: number) {
  const summary = summaryOf(measured);
  return JSON.parse(starvationJson(measured, summary, advise(measured, summary), exitCode));
}

Deno.test("every kind of measurement fits the schema", () => {
  const samples: [Measurement, number][] = [
    [STARVED, 0],
    [measurement([]), 130],
    [measurement([round(1, "blocking", 0, [[5, null]], "cut")], { interruptedBy: "SIGTERM" }), 143],
    [measurement([round(1, "blocking", 0, [[5, 64]], "failed")]), 1],
  ];
  for (const [sample, exitCode] of samples) {
    assert(validate(report(sample, exitCode)), JSON.stringify(validate.errors));
  }
});

Deno.test("the schema refuses unknown fields, missing fields and impossible values", () => {
  const good = report(STARVED, 0);
  const bad: unknown[] = [
    { ...good, more: 1 },
    { ...good, command: "assess" },
    { ...good, rounds: [{ ...good.rounds[0], outcome: "late" }] },
    { ...good, rounds: [{ ...good.rounds[0], reads: undefined }] },
    { ...good, plan: { ...good.plan, keySizeBytes: 127 } },
    { ...good, summary: { ...good.summary, ratio: 0 } },
  ];
  for (const report of bad) {
    assertEquals(validate(JSON.parse(JSON.stringify(report))), false, JSON.stringify(report));
  }
});

Deno.test("every read is in the report, to the microsecond", () => {
  const sample = measurement([round(1, "blocking", 0.12345, [[1.00049, 128]])]);
  assertEquals(report(sample, 0).rounds[0].reads, [
    { askedMilliseconds: 0.123, answeredMilliseconds: 1.124, bytes: 128 },
  ]);
  assertEquals(report(sample, 0).result, "measured");
  assertEquals(report({ ...sample, interruptedBy: "SIGINT" }, 130).result, "interrupted");
});
