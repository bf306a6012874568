import { assertEquals } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { fairBytes } from "../../report/samples.ts";
import { ROOT } from "../../../scripts/build/project.ts";

const PROGRAM = `${ROOT}tests/slow/cli/many_processors.ts`;

async function threadsOn(processors: number, words: readonly string[]): Promise<string> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", PROGRAM, String(processors), ...words],
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stderr).trim().split("\n").at(-1)!;
}

Deno.test("by default a machine of 128 processors has as many threads, and so as much memory, as one of 4", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/recording`;
    await Deno.writeFile(path, await fairBytes(5_000));
    for (const words of [["assess", path], ["assess", "--sp800-22", "--bytes", "1250", path]]) {
      assertEquals(await threadsOn(128, words), await threadsOn(4, words), words.join(" "));
      assertEquals(await threadsOn(4, words), "threads 4", words.join(" "));
    }
  }));
