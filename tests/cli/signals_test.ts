import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { PROGRAM } from "./program.ts";
import { RunningProgram } from "./running.ts";

const signals = new URL("../../lib/cli/signals.ts", import.meta.url).href;

Deno.test("a second signal ends the process at once, while the first is still being answered", () =>
  withDirectory(async (directory) => {
    // Whoever listens answers the first by ending the wait; a run that does not come to its end has the second.
    const script = `
      const { listenForSignals } = await import(${JSON.stringify(signals)});
      listenForSignals().requested.catch(() => console.log("first"));
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

/** Waits until the program, and not yet its parent's copy, has a handler for SIGTERM (proc(5), SigCgt). */
async function untilListening({ processId }: RunningProgram): Promise<void> {
  for (;;) {
    const commandLine = await Deno.readTextFile(`/proc/${processId}/cmdline`);
    const status = await Deno.readTextFile(`/proc/${processId}/status`);
    const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
    if (commandLine.includes("--json") && (caught >> 14n & 1n) === 1n) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

for (const command of ["verify", "fingerprint", "install"]) {
  Deno.test(`${command} --json tells in JSON too that it was interrupted`, () =>
    withDirectory(async (directory) => {
      const target = command === "install" ? [`${directory}/authkey`] : [];
      const args = [command, "--json", "-", ...target];
      const running = new RunningProgram([...PROGRAM, ...args], { stdin: "piped" });
      await untilListening(running);
      running.kill("SIGTERM");
      const { code, stdout, stderr } = await running.ended();
      await running.stdin.abort().catch(() => {});
      const { result, exitCode, code: reason, error } = JSON.parse(stdout);
      assertEquals([code, exitCode, result, reason], [143, 143, "failed", "interrupted"]);
      assertEquals([error, stderr.trim()], [
        "Interrupted by SIGTERM",
        "corosync-keygen: Interrupted by SIGTERM",
      ]);
      assertEquals(Array.from(Deno.readDirSync(directory)), []);
    }));
}
