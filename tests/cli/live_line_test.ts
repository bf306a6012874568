import { clock, startLiveLine } from "../../lib/cli/live_line.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";

/** Puts stand-ins in the place of parts of the system while `work` runs. */
async function withStandIns(parts: object, standIns: object, work: () => void): Promise<void> {
  const original = { ...parts };
  Object.assign(parts, standIns);
  try {
    await work();
  } finally {
    Object.assign(parts, original);
  }
}

for (const foreground of [true, false]) {
  Deno.test(`startLiveLine() gives back the keys that it took: ${foreground ? "once" : "none"}`, () => {
    const calls: string[] = [];
    const drawn: string[] = [];
    const stdin = {
      isForegroundTerminal: () => foreground,
      swallowKeys: () => {
        calls.push("taken");
        return () => calls.push("released");
      },
    };
    const stderr = {
      columns: () => 12,
      write: (bytes: Uint8Array) => drawn.push(new TextDecoder().decode(bytes)),
    };
    return withStandIns(system.stdin, stdin, () =>
      withStandIns(system.stderr, stderr, () => {
        const line = startLiveLine(() => "twelve columns and more", true);
        line.draw();
        line.stop();
        line.stop();
        assertEquals(calls, foreground ? ["taken", "released"] : []);
        // The last column stays empty: a terminal may wrap there.
        assertEquals(drawn, ["\r\x1b[Ktwelve colu", "\r\x1b[K"]);
      }));
  });
}

Deno.test("clock() counts whole seconds, minutes and hours", () => {
  assertEquals(
    [0, 999, 1_000, 59_999, 60_000, 3_599_999, 3_723_000].map(clock),
    ["0:00", "0:00", "0:01", "0:59", "1:00", "59:59", "1:02:03"],
  );
});
