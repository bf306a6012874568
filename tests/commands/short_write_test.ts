import { assert, assertEquals, assertMatch } from "../assert.ts";
import { NEW_KEY, OLD_KEY } from "../files/key_runs.ts";
import { withBindMount } from "../files/mounts.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { skipWithout } from "../peers.ts";
import { compileFaults, runWithFault } from "../cli/faults.ts";
import { runProgram } from "../cli/program.ts";

/** Every write(2) takes less than it is given: the rest has to follow, or the old file to stay. */

const programs = { gcc: "gcc", mount: "mount" };
const ignore = skipWithout({ programs, root: true }, "writes that are short") ||
  skipUnless(Deno.build.arch === "x86_64", "writes that are short", "registers have other names");

/** Longer than a pipe holds. */
const OLD_PAGE = new TextEncoder().encode("<!DOCTYPE html>the old page");
const SOURCE = await fixedKey("long", 70_000);
const isPage = (content: Uint8Array) =>
  /^<!DOCTYPE html>\n[^]*<footer>[^]*<\/html>\n$/.test(new TextDecoder().decode(content));
const isEqual = (one: Uint8Array, other: Uint8Array) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
const isKey = (content: Uint8Array) => isEqual(content, NEW_KEY);

interface Writing {
  readonly words: string;
  readonly old: Uint8Array<ArrayBuffer> | null;
  readonly isWhole: (content: Uint8Array) => boolean;
  readonly mounted?: boolean;
  /** What a write takes at most, and how many there are then at least. */
  readonly shortBytes: number;
  readonly writes: number;
}

const key = { isWhole: isKey, shortBytes: 50, writes: 3 };
const page = { isWhole: isPage, shortBytes: 1000, writes: 20 };

const WRITINGS: Readonly<Record<string, Writing>> = {
  "a key": { ...key, words: "-r DIR/key -k PATH", old: OLD_KEY },
  "a key on a mount point": {
    ...key,
    words: "-r DIR/key -k PATH",
    old: await fixedKey("mounted", 128),
    mounted: true,
  },
  "a key in an empty file that is a mount point": {
    ...key,
    words: "-r DIR/key -k PATH",
    old: new Uint8Array(),
    mounted: true,
  },
  "a key that is installed": { ...key, words: "install DIR/key PATH", old: null },
  "the page of assess": { ...page, words: "assess --fips DIR/long --html PATH", old: OLD_PAGE },
  "the page of starvation": {
    ...page,
    words: "starvation --rounds=1 --pause=0 -r /dev/urandom --html PATH",
    old: null,
  },
  "a recording": {
    words: "assess --fips DIR/long --record PATH",
    old: null,
    isWhole: (content) => isEqual(content, SOURCE),
    shortBytes: 7000,
    writes: 10,
  },
};

async function inPlace(
  { words, old, mounted = false }: Writing,
  action: (args: readonly string[], place: string, path: string) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const place = `${directory}/place`;
    const path = `${place}/file`;
    await Deno.mkdir(place);
    await Deno.writeFile(`${directory}/key`, NEW_KEY, { mode: 0o400 });
    await Deno.writeFile(`${directory}/long`, SOURCE);
    if (old !== null) await Deno.writeFile(path, old, { mode: 0o400 });
    const args = words.replace("DIR", directory).replace("PATH", path).split(" ");
    const act = () => action(args, place, path);
    await (mounted ? withBindMount(path, act) : act());
  });
}

for (const [name, writing] of Object.entries(WRITINGS)) {
  Deno.test({
    name: `${name} is whole where every write takes at most ${writing.shortBytes} bytes`,
    ignore,
    fn: () =>
      withDirectory(async (tools) => {
        const executable = await compileFaults(tools);
        await inPlace(writing, async (args, place, path) => {
          const fault = { short: writing.shortBytes };
          const { outcome, hit } = await runWithFault(executable, args, place, fault, "all");
          assertEquals(outcome.code, 0, outcome.stderr);
          assert(hit.length >= writing.writes, `${hit.length} writes`);
          assert(writing.isWhole(await Deno.readFile(path)));
        });
      }),
  });
}

for (
  const [name, writing] of Object.entries(WRITINGS).filter(([, { shortBytes }]) => shortBytes > 50)
) {
  for (const [signal, prelude] of [["ignored", "trap '' XFSZ"], ["not ignored", ":"]] as const) {
    Deno.test(`${name} beyond the limit on file sizes leaves what was there, SIGXFSZ ${signal}`, () =>
      inPlace(writing, async (args, place, path) => {
        // 16 blocks of 512 bytes: the first write is short, and the next one fails.
        const under = ["sh", "-c", `${prelude}; ulimit -c 0; ulimit -f 16; exec "$@"`, "sh"];
        const outcome = await runProgram(args, { under });
        if (outcome.signal === null) {
          assertEquals(outcome.code, 4, outcome.stderr);
          assertMatch(
            outcome.stderr,
            /^corosync-keygen: Could not write [^\n]*: File too large\n$/m,
          );
        } else assertEquals([signal, outcome.signal], ["not ignored", "SIGXFSZ"]);
        const names = Array.from(Deno.readDirSync(place), ({ name }) => name);
        const left = names.filter((name) => name !== "file");
        assert(left.length <= (outcome.signal === null ? 0 : 1), left.join());
        if (writing.old === null) assertEquals(names, left);
        else assertEquals(await Deno.readFile(path), writing.old);
      }));
  }
}
