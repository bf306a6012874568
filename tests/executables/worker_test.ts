import { assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { testEach, VARIANTS } from "./given.ts";

testEach(
  // From source a thread runs main.ts, which knows nothing of this program: tests/system tests that.
  VARIANTS.filter(({ name }) => !name.startsWith("source")),
  "a thread starts from the one file, with all permissions and after they are dropped",
  async ({ commands }) => {
    const { code, stdout, stderr } = await runCommand(commands.workerProgram);
    const sums = [1, 21, 321];
    assertEquals([code, stdout, stderr], [
      0,
      `${JSON.stringify({ before: sums, after: sums })}\n`,
      "",
    ]);
  },
);
