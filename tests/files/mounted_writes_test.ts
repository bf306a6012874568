import { Failure } from "../../lib/failure.ts";
import { replaceFile } from "../../lib/files/replace_file.ts";
import type { OpenFile } from "../../lib/system/types.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { NEW_KEY, OLD_KEY } from "./key_runs.ts";
import { withBindMount } from "./mounts.ts";
import { recordingSystem } from "./recording_system.ts";

/** What becomes of a key that is a mount point when a write to it goes wrong, or another run comes in between. */
const programs = { mount: "mount" };
const ignore = skipWithout({ programs, root: true }, "writes to key files that are mount points");

const test = (name: string, action: (path: string) => Promise<void>) =>
  Deno.test({
    name,
    ignore,
    fn: () => withDirectory((directory) => action(`${directory}/authkey`)),
  });

/** Writes the new key over what is mounted; `write` is what becomes of the first write(2). */
function replaceMounted(
  path: string,
  write: (file: OpenFile, bytes: Uint8Array, at: number) => number,
  onOpen: () => void = () => {},
): { readonly exitCode: number; readonly message: string; readonly calls: readonly string[] } {
  let first = true;
  const { system, calls } = recordingSystem((files) => ({
    openExisting: (path, append) => {
      const file = files.openExisting(path, append);
      onOpen();
      return {
        ...file,
        write: (bytes, at) => {
          if (!first) return file.write(bytes, at);
          first = false;
          return write(file, bytes, at);
        },
      };
    },
  }));
  const request = { path, mode: 0o400, isSecret: true, noClobber: false, makeDirectories: false };
  try {
    replaceFile(system, NEW_KEY, request);
    return { exitCode: 0, message: "", calls };
  } catch (error) {
    assert(error instanceof Failure, String(error));
    return { exitCode: error.exitCode, message: error.message, calls };
  }
}

/** What the first write(2) does, over an old key of the same length and into an empty file, and what is left. */
const FIRST_WRITES: readonly [
  name: string,
  write: (file: OpenFile, bytes: Uint8Array, at: number) => number,
  over: readonly [exitCode: number, left: "old" | "new"],
  intoEmpty: readonly [exitCode: number, left: "0 bytes" | "new"],
][] = [
  ["takes half of it", (file, bytes, at) => file.write(bytes.subarray(0, 64), at), [0, "new"], [
    0,
    "new",
  ]],
  ["takes all and says less", (file, bytes, at) => file.write(bytes, at) - 1, [0, "new"], [
    0,
    "new",
  ]],
  ["takes nothing and says all", (_file, bytes) => bytes.length, [4, "old"], [4, "0 bytes"]],
  ["takes nothing and says half", () => 64, [4, "old"], [4, "0 bytes"]],
  ["takes nothing and says so", () => 0, [4, "old"], [4, "0 bytes"]],
];

for (const [name, write, over, intoEmpty] of FIRST_WRITES) {
  test(
    `a write to a mount point that ${name} leaves the old key or the new one whole`,
    async (path) => {
      // Differs from the new one in its first byte, so that no old byte is taken for a new one.
      const mounted = NEW_KEY.map((byte) => byte ^ 0xff);
      for (
        const [old, [exitCode, left]] of [[mounted, over], [new Uint8Array(), intoEmpty]] as const
      ) {
        await Deno.writeFile(path, old, { mode: 0o400 });
        await withBindMount(path, async () => {
          assertEquals(replaceMounted(path, write).exitCode, exitCode);
          const content = await Deno.readFile(path);
          assertEquals(content, left === "new" ? NEW_KEY : old);
        });
        await Deno.remove(path);
      }
    },
  );
}

test(
  "a write into an empty file that fails in the middle leaves it empty",
  async (path) => {
    await Deno.writeFile(path, new Uint8Array(), { mode: 0o400 });
    await withBindMount(path, async () => {
      const { exitCode, message } = replaceMounted(path, (file, bytes, at) => {
        file.write(bytes.subarray(0, 64), at);
        throw Object.assign(new Error(), { code: "ENOSPC" });
      });
      assertEquals([exitCode, message], [4, `Could not write ${path}: No space left on device`]);
      assertEquals((await Deno.stat(path)).size, 0);
    });
  },
);

test("a file that was empty and is filled before anything is written is left alone", async (path) => {
  await Deno.writeFile(path, new Uint8Array(), { mode: 0o400 });
  await withBindMount(path, async () => {
    const { exitCode, calls } = replaceMounted(
      path,
      (file, bytes, at) => file.write(bytes, at),
      () => Deno.writeFileSync(path, OLD_KEY),
    );
    assertEquals([exitCode, calls.at(-2), calls.at(-1)], [4, "open existing", "close"]);
    assertEquals(await Deno.readFile(path), OLD_KEY);
  });
});

test(
  "of two runs with an empty file the one that wrote first keeps its key",
  async (path) => {
    await Deno.writeFile(path, new Uint8Array(), { mode: 0o400 });
    for (const other of [OLD_KEY, OLD_KEY.subarray(0, 128), OLD_KEY.subarray(0, 100)]) {
      await withBindMount(path, async () => {
        await Deno.truncate(path, 0);
        const { exitCode, message, calls } = replaceMounted(path, (file, bytes, at) => {
          Deno.writeFileSync(path, other);
          return file.write(bytes, at);
        });
        assertEquals(
          [exitCode, message],
          [4, `Could not write ${path}: Another run has put its bytes there meanwhile`],
        );
        assertEquals(await Deno.readFile(path), other);
        assertEquals(calls.slice(calls.indexOf("open existing")), [
          ...["open existing", "write", "sync", "read back", "read back", "truncate", "sync"],
          "close",
        ]);
        await Deno.truncate(path, 0);
        const late = replaceMounted(path, (file, bytes, at) => {
          const count = file.write(bytes, at);
          Deno.writeFileSync(path, other, { append: true });
          return count;
        });
        assertEquals(late.exitCode, 0);
        assertEquals(await Deno.readFile(path), NEW_KEY);
      });
    }
  },
);

test("with noClobber whoever comes too late to an empty one ends with 7, as for a key that is there", async (path) => {
  await Deno.writeFile(path, new Uint8Array(), { mode: 0o400 });
  await withBindMount(path, async () => {
    for (const early of [true, false]) {
      Deno.truncateSync(path);
      const other = () => Deno.writeFileSync(path, NEW_KEY, { append: true });
      const { system } = recordingSystem((files) => ({
        openExisting: (name, append) => {
          const file = files.openExisting(name, append);
          if (early) other();
          return {
            ...file,
            write: (bytes, at) => {
              if (!early) other();
              return file.write(bytes, at);
            },
          };
        },
      }));
      const request = { path, mode: 0o400, isSecret: true, noClobber: true, emptyIsNone: true };
      const late = OLD_KEY.slice(0, 128);
      const failure = assertThrows(() =>
        replaceFile(system, late, { ...request, makeDirectories: false })
      );
      assert(failure instanceof Failure);
      assertEquals([failure.exitCode, failure.code], [7, "exists"]);
      assertEquals(await Deno.readFile(path), NEW_KEY);
    }
  });
});
