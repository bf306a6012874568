import { assertEquals } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { refusalOfBytes, refusalOfFile } from "../../lib/key/refused_bytes.ts";
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

Deno.test("refusalOfBytes() finds the same cause of zeros and of text at an end of fair bytes, however many", async () => {
  for (const sizeBytes of [128, 256, 4096]) {
    const fair = await fixedKey("fair", sizeBytes);
    const counter = fair.map((_, index) => 130 + index);
    for (const added of [4, 8, 16, 32, 64, 100]) {
      for (const [value, code] of [[0, "zeros"], [0x61, "text"]] as const) {
        for (const [at, where] of [[0, "front"], [sizeBytes - added, "end"]] as const) {
          const codeOf = async (bytes: Uint8Array) => {
            const key = bytes.slice();
            for (let i = 0; i < added; i++) key[at + i] = value === 0 ? 0 : value + i * 7 % 26;
            return (await refusalOfBytes(key))?.code;
          };
          if (value !== 0 && added < 16) continue;
          const label = `${added} bytes of ${code} of ${sizeBytes}, ${where}`;
          const names = {
            zeros: { front: "zeros-in-front", end: "zeros-at-end" },
            text: { front: "text-before-key", end: "text-after-key" },
          };
          assertEquals(await codeOf(fair), names[code][where], label);
          if (added <= 64) assertEquals(await codeOf(counter), undefined, label);
        }
      }
    }
  }
});
