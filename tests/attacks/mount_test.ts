import { assert, assertEquals } from "../assert.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { fixedKey } from "../keys.ts";
import {
  look,
  makeNewKey,
  NEW_KEY,
  OLD_KEY,
  placeOldKey,
  SUCCESS,
  verdict,
} from "../files/key_runs.ts";
import { withBindMount } from "../files/mounts.ts";
import { assertRefused } from "./refused.ts";
import { attacksAreImpossible, run, withPlace } from "./tools.ts";

/** Keys that are mount points: the way containers get them. */
const ignore = attacksAreImpossible("key files that are mount points, attacked");

/** How many pairs of runs meet on a mounted key. */
const PAIRS = Math.ceil(Number(Deno.env.get("ATTACK_RUNS") ?? "2000") / 20);

function attack(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** Delays what comes after the last look at the key, so that neither of two runs sees the other's in time. */
function delaying(path: string): readonly string[] {
  const calls = ["write", "pwrite64", "read", "pread64", "fsync", "ftruncate"]
    .map((name) => `?${name}`).join();
  return [
    ...["strace", "-f", "-qqq", "-o", "/dev/null", "-P", path],
    ...["-e", `trace=${calls}`, "-e", `inject=${calls}:delay_enter=200000`],
  ];
}

const same = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/**
 * Two runs at once on one mounted key. Whatever they do to each other, the file holds the whole key of a run
 * that exited 0, or the old one when none did.
 */
async function meetOnMount(
  directory: string,
  oldSize: number,
  sizes: readonly [number, number],
  slowly: boolean,
): Promise<string> {
  const path = `${directory}/authkey`;
  const old = await fixedKey("old", oldSize);
  await Deno.writeFile(path, old, { mode: 0o400 });
  await Deno.chmod(path, 0o400);
  const keys = await Promise.all(sizes.map((size, at) => fixedKey(`pair ${at}`, size)));
  for (const [at, key] of keys.entries()) await Deno.writeFile(`${directory}/source${at}`, key);
  const under = slowly ? delaying(path) : [];
  let left = "";
  await withBindMount(path, async () => {
    const outcomes = await Promise.all(
      sizes.map((size, at) =>
        runProgram(["-r", `${directory}/source${at}`, "-s", `${size}`, "-k", path], { under })
      ),
    );
    const content = await Deno.readFile(path);
    const successful = outcomes.flatMap(({ code }, at) => code === 0 ? [at] : []);
    const said = outcomes.map(({ code, stderr }) => `${code}: ${stderr}`).join("; ");
    if (successful.length === 0) {
      assert(same(content, old), `both failed, and the old key is gone: ${said}`);
    } else {
      const holds = successful.some((at) => same(content, keys[at]));
      assert(holds, `the key is of no run that exited 0: ${content.length} bytes; ${said}`);
    }
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o7777, 0o400);
    left = outcomes.map(({ code }) => code).sort().join(" and ");
  });
  const names = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  assertEquals(names, ["authkey", "source0", "source1"]);
  for (const name of names) await Deno.remove(`${directory}/${name}`);
  return left;
}

for (
  const [what, oldSize, sizes] of [
    ["of the old key's length", 128, [128, 128]],
    ["of two lengths, one of them the old key's", 128, [128, 256]],
    ["of two other lengths", 1024, [128, 4096]],
    ["of one length into an empty file", 0, [128, 128]],
    ["of two lengths into an empty file", 0, [128, 256]],
    ["of the least and the greatest length into an empty file", 0, [4096, 128]],
  ] as const
) {
  for (
    const [where, withFileSystem, slowly, pairs] of [
      ["on tmpfs", withPlace, false, PAIRS],
      ["on ext4", withExt4, false, PAIRS],
      ["on tmpfs, slowed down", withPlace, true, Math.ceil(PAIRS / 5)],
    ] as const
  ) {
    attack(
      `${pairs} pairs of keys ${what} at once on a mount point ${where} leave a key of a run that exited 0`,
      () =>
        withFileSystem(async (directory) => {
          const ends = new Map<string, number>();
          for (let pair = 0; pair < pairs; pair++) {
            const end = await meetOnMount(directory, oldSize, sizes, slowly);
            ends.set(end, (ends.get(end) ?? 0) + 1);
          }
          console.log(
            Array.from(ends, ([end, count]) => `${count} pairs ended with ${end}`).join(", "),
          );
        }),
    );
  }
}

/** With an ext4 file system of its own, and a directory in it. */
function withExt4(action: (directory: string) => Promise<void>): Promise<void> {
  return withPlace(async (place) => {
    const [image, disk] = [`${place}/image`, `${place}/disk`];
    await Deno.mkdir(disk);
    await Deno.writeFile(image, new Uint8Array());
    await Deno.truncate(image, 16 * 2 ** 20);
    await run("mkfs.ext4", "-q", image);
    await run("mount", "-o", "loop", image, disk);
    try {
      await Deno.mkdir(`${disk}/place`);
      await action(`${disk}/place`);
    } finally {
      await run("umount", disk);
    }
  });
}

attack(
  "a mounted key takes a new one of its own length in place, and an empty file any",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      for (const oldSize of [128, 0]) {
        await Deno.writeFile(path, await fixedKey("mounted", oldSize), { mode: 0o400 });
        await withBindMount(path, async () => {
          const { ino } = await Deno.stat(path);
          assertEquals(verdict(await makeNewKey(path)), SUCCESS);
          assertEquals(await look(directory), ["authkey file 0400 new"]);
          assertEquals((await Deno.stat(path)).ino, ino);
        });
        await Deno.remove(path);
      }
    }),
);

attack(
  "a mounted key of another length stays: exit 4, and the hint names ways out",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      for (
        const [size, fits] of [[127, false], [128, true], [129, false], [4096, false]] as const
      ) {
        const old = await fixedKey("mounted", size);
        await Deno.writeFile(path, old, { mode: 0o400 });
        await withBindMount(path, async () => {
          const outcome = await makeNewKey(path);
          if (fits) assertEquals(verdict(outcome), SUCCESS);
          else {
            assertRefused(outcome, 4, /\nhint: [^\n]*mount/);
            assertEquals(await Deno.readFile(path), old);
          }
        });
        await Deno.remove(path);
      }
      assertEquals(await look(directory), []);
    }),
);

attack(
  "a mounted key of another mode than 0400 stays: exit 3 and a hint",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      for (const mode of [0o600, 0o440, 0o404, 0o4400, 0o000]) {
        const old = await fixedKey("mounted", 128);
        await Deno.writeFile(path, old);
        await Deno.chmod(path, mode);
        await withBindMount(path, async () => {
          assertRefused(await makeNewKey(path), 3, /\nhint: /);
          assertEquals(await Deno.readFile(path), old);
          assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o7777, mode);
        });
        await Deno.remove(path);
      }
      assertEquals(await look(directory), []);
    }),
);

attack(
  "a key on a read-only mount stays: exit 2, and nothing is left beside it",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      const old = await fixedKey("mounted", 128);
      await Deno.writeFile(path, old, { mode: 0o400 });
      await withBindMount(path, async () => {
        await run("mount", "-o", "remount,bind,ro", path);
        for (const args of [[], ["-s", "256"], ["--json"]]) {
          const outcome = await runProgram(["-l", "-k", path, ...args]);
          assertEquals(outcome.code, 2, outcome.stderr);
          assertEquals(await Deno.readFile(path), old);
        }
        await Deno.writeFile(`${directory}/source`, NEW_KEY, { mode: 0o400 });
        assertRefused(await runProgram(["install", `${directory}/source`, path]), 2);
        await Deno.remove(`${directory}/source`);
      });
      assertEquals(await look(directory), ["authkey file 0400 128 bytes"]);
    }),
);

attack(
  "a writable key mounted in a read-only directory is written, as the original writes it",
  () =>
    withPlace(async (place) => {
      const [held, directory] = [`${place}/held`, `${place}/directory`];
      for (const made of [held, directory]) await Deno.mkdir(made);
      await Deno.writeFile(`${held}/authkey`, await fixedKey("mounted", 128), { mode: 0o400 });
      await Deno.writeFile(`${directory}/authkey`, new Uint8Array());
      await withBindMount(directory, async () => {
        await run("mount", "-o", "remount,bind,ro", directory);
        await withBindMount(`${held}/authkey`, async () => {
          assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
          assertEquals(await Deno.readFile(`${held}/authkey`), NEW_KEY);
        }, `${directory}/authkey`);
      });
    }),
);

attack("install onto a mount point follows the same rules", () =>
  withPlace(async (directory) => {
    const path = `${directory}/authkey`;
    const source = `${directory}/source`;
    await Deno.writeFile(source, NEW_KEY, { mode: 0o400 });
    for (const [old, code] of [[await fixedKey("m", 128), 0], [OLD_KEY, 4]] as const) {
      await Deno.writeFile(path, old, { mode: 0o400 });
      await withBindMount(path, async () => {
        const outcome = await runProgram(["install", source, path]);
        assertEquals(outcome.code, code, outcome.stderr);
        assertEquals(await Deno.readFile(path), code === 0 ? NEW_KEY : old);
      });
      await Deno.remove(path);
    }
    await placeOldKey(path);
    assertEquals(await look(directory), ["authkey file 0400 old", "source file 0400 new"]);
  }));

attack(
  "who else can read a key that was written to a mount point is told, in the receipt too",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      await Deno.writeFile(`${directory}/source`, NEW_KEY);
      const old = await fixedKey("mounted", NEW_KEY.length);
      for (const owner of [65_534, 0]) {
        await Deno.writeFile(path, old, { mode: 0o400 });
        await Deno.chown(path, owner, owner);
        await withBindMount(path, async () => {
          for (
            const args of [
              ["-r", `${directory}/source`, "-k", path],
              ["install", "--json", `${directory}/source`, path],
            ]
          ) {
            const { code, stdout, stderr } = await runProgram(args);
            assertEquals(code, 0, stderr);
            assertEquals(await Deno.readFile(path), NEW_KEY);
            const told =
              `${path} is a mount point and still belongs to user 65534, who can read it`;
            const words = args.includes("--json") ? stdout : stderr;
            assertEquals(words.includes(told), owner !== 0, words);
            await Deno.writeFile(path, old);
          }
        });
        await Deno.remove(path);
      }
    }),
);

attack(
  "that a mount point cannot take the key or the page is told before anybody waits or measures",
  () =>
    withPlace(async (directory) => {
      // Nobody feeds it: whoever waited for it would wait for ever.
      using fifo = await openFedFifo(`${directory}/fifo`);
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      await withBindMount(path, async () => {
        for (
          const [args, wanted] of [
            [["-r", fifo.path, "-s", "256", "-k", path], "wanted one of 256, or an empty one"],
            [["assess", "--fips", `--html=${path}`, fifo.path], "wanted an empty one"],
            [["starvation", `--html=${path}`, "-r", fifo.path], "wanted an empty one"],
          ] as const
        ) {
          const { code, stderr } = await runProgram(args);
          assertEquals(code, 4, stderr);
          assert(
            stderr.includes(`It is a mount point of ${OLD_KEY.length} bytes, ${wanted}`),
            stderr,
          );
        }
        assertEquals(await Deno.readFile(path), OLD_KEY);
      });
      assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name).sort(), [
        "authkey",
        "fifo",
      ]);
    }),
);
