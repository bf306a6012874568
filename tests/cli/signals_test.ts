import { Interrupted } from "../../lib/failure.ts";
import { system } from "../../lib/system/mod.ts";
import { listenForSignals } from "../../lib/cli/signals.ts";
import { failureToJson, withJsonErrors } from "../../lib/cli/with_json_errors.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { printedBy } from "./printed.ts";
import { withDirectory } from "../keys.ts";
import { RunningProgram } from "./running.ts";

const signals = new URL("../../lib/cli/signals.ts", import.meta.url).href;

Deno.test("a second signal ends the process at once, while the first is still being answered", () =>
  withDirectory(async (directory) => {
    // Whoever listens answers the first by ending the wait; a run that does not come to its end has the second.
    const script = `
      const { listenForSignals } = await import(${JSON.stringify(signals)});
      let milliseconds = 0;
      listenForSignals(() => milliseconds).catch(() => {
        milliseconds = 250;
        console.log("first");
      });
      setInterval(() => {}, 1000);
      console.log("listening");
    `;
    await Deno.writeTextFile(`${directory}/listens.ts`, script);
    const running = new RunningProgram([Deno.execPath(), "run", "-A", `${directory}/listens.ts`]);
    await running.waitForStdout(/listening/);
    running.kill("SIGTERM");
    await running.waitForStdout(/first/);
    running.kill("SIGINT");
    assertEquals((await running.ended()).code, 130);
  }));

Deno.test("a signal 249 milliseconds after the first is the same request, and one of 250 ends the process", async () => {
  const { onSignals, exit } = system;
  const ended: number[] = [];
  const handlers: Parameters<typeof onSignals>[1][] = [];
  Object.assign(system, {
    onSignals: (_: unknown, handler: typeof handlers[0]) => handlers.push(handler),
    exit: (code: number) => ended.push(code),
  });
  try {
    let milliseconds = 1000;
    const requested = listenForSignals(() => milliseconds);
    const [raise] = handlers;
    raise("SIGTERM");
    const { exitCode } = await assertRejects(() => requested, Interrupted);
    assertEquals(exitCode, 143);
    for (const after of [0, 5, 249]) {
      milliseconds = 1000 + after;
      raise("SIGTERM");
      raise("SIGINT");
    }
    assertEquals(ended, []);
    milliseconds = 1250;
    raise("SIGINT");
    assertEquals(ended, [130]);
  } finally {
    Object.assign(system, { onSignals, exit });
  }
});

Deno.test("an interruption is told in JSON too where failures are", async () => {
  const printed = await printedBy(system.stdout, async () => {
    for (const json of [true, false]) {
      const end = () => Promise.reject(new Interrupted("SIGTERM", 143));
      const toJson = await failureToJson("verify", json);
      await assertRejects(() => withJsonErrors(toJson, 3, end), Interrupted);
    }
  });
  const reports = printed.map((text) => JSON.parse(text));
  assertEquals(
    reports.map(({ command, result, code, exitCode, error }) => [
      ...[command, result, code, exitCode, error],
    ]),
    [["verify", "failed", "interrupted", 143, "Interrupted by SIGTERM"]],
  );
});
