import { reportIfPossible, textLayout, warn } from "../../lib/cli/channels.ts";
import { failureToJson, withJsonErrors } from "../../lib/cli/with_json_errors.ts";
import { Failure } from "../../lib/failure.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { printedBy } from "./printed.ts";

const fail = (error: Error) => () => {
  throw error;
};

Deno.test("reportIfPossible() says on one line what cannot be told, and throws nothing", async () => {
  const printed = await printedBy(system.stderr, () => {
    reportIfPossible(fail(new Failure(4, "Could not write standard output: Broken pipe")));
    reportIfPossible(fail(new Failure(4, "said already")), "said already");
    reportIfPossible(fail(new RangeError("Invalid Date")));
  });
  assertEquals(printed, [
    "corosync-keygen: Could not write standard output: Broken pipe\n",
    "corosync-keygen: Could not report all of this run: Invalid Date\n",
    "hint: this is a fault of the program; please report it with the command line\n",
  ]);
});

Deno.test("warn() throws nothing although the terminal does not say how wide it is", async () => {
  const { isTerminal } = system.stderr;
  try {
    Object.assign(system.stderr, { isTerminal: fail(new Error("ioctl")) });
    const printed = await printedBy(system.stderr, () => warn("a line"));
    assertEquals(printed, ["corosync-keygen: a line\n"]);
  } finally {
    Object.assign(system.stderr, { isTerminal });
  }
});

Deno.test("a report is as wide as the terminal, from its least to 132 columns", () => {
  const { columns } = system.stdout;
  try {
    for (const [terminal, expected] of [[59, 60], [60, 60], [132, 132], [133, 132], [300, 132]]) {
      Object.assign(system.stdout, { columns: () => terminal });
      assertEquals([terminal, textLayout(60, 80).columns], [terminal, expected]);
    }
  } finally {
    Object.assign(system.stdout, { columns });
  }
});

Deno.test("a fault of the program has the exit code of wrong usage, and JSON", async () => {
  const ends: unknown[] = [];
  const printed = await printedBy(system.stdout, async () => {
    for (const [command, exitCode] of [["verify", 3], ["install", 1]] as const) {
      const toJson = await failureToJson(command, true);
      const run = () => withJsonErrors(toJson, exitCode, fail(new TypeError("oops")));
      const { exitCode: ended, message } = await assertRejects(run, Failure);
      ends.push([ended, message]);
    }
  });
  assertEquals(ends, [[3, "Internal error: oops"], [1, "Internal error: oops"]]);
  assertEquals(
    printed.map((text) => JSON.parse(text)).map(({ command, result, exitCode, code, error }) => [
      ...[command, result, exitCode, code, error],
    ]),
    [["verify", 3], ["install", 1]].map(([command, exitCode]) => [
      ...[command, "failed", exitCode, "internal-error", "Internal error: oops"],
    ]),
  );
});
