import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { refusalOfFile } from "../../lib/key/refused_bytes.ts";
import { system } from "../../lib/system/mod.ts";

/** The program's host, where a file has another size by stat than it holds; `read` counts the bytes asked for. */
function stating(sizeBytes: number) {
  const { files } = system;
  const read: number[] = [];
  const host = {
    ...system,
    files: {
      ...files,
      status: (path: string) => ({ ...files.status(path), sizeBytes }),
      readFile: (path: string, limitBytes: number) => {
        read.push(limitBytes);
        return files.readFile(path, limitBytes);
      },
    },
  };
  return { host, read };
}

Deno.test("refusalOfFile() asks for no more than the size of a file: /proc/kmsg has none, and blocks", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/source`;
    await Deno.writeTextFile(path, "a line of a text that is no key\n".repeat(3000));
    const cases: [sizeBytes: number, asked: number, code: string | undefined][] = [
      [0, 0, undefined],
      [127, 127, undefined],
      [128, 128, "text"],
      [96_000, 65_536, "text"],
    ];
    for (const [sizeBytes, asked, code] of cases) {
      const { host, read } = stating(sizeBytes);
      const refusal = await refusalOfFile(host, path);
      assertEquals([read, refusal?.code], [[asked], code], `${sizeBytes} by stat`);
    }
  }));

Deno.test("refusalOfFile() calls nothing shorter than a key of which it read more", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/source`;
    await Deno.writeTextFile(path, "a line of a text that is no key\n".repeat(10));
    // A file of /sys has a greater size than it holds.
    for (const sizeBytes of [0, 100, 320, 4096]) {
      const reason = (await refusalOfFile(stating(sizeBytes).host, path))?.reason ?? "";
      assertEquals(reason.includes("shorter"), false, `${sizeBytes} by stat: ${reason}`);
    }
  }));
