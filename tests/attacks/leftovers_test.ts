import { assert, assertEquals } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";
import { makeNewKey, NEW_KEY, placeOldKey, SUCCESS, verdict } from "../files/key_runs.ts";
import { assertRefused } from "./refused.ts";
import { attacksAreImpossible, giveLinkToNobody, NOBODY, run, withPlace } from "./tools.ts";
import { Victims } from "./victims.ts";

/** Temporaries of runs that were killed, and files of images on which a run must not hang. */
const ignore = attacksAreImpossible("leftovers and images");

function attack(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

/** The name that the program gives a temporary: seen on one that it is killed over. */
async function leaveTemporary(directory: string): Promise<string> {
  const before = new Set(names(directory));
  const calls = ["fsync", "fdatasync"].map((name) => `?${name}`).join();
  await runProgram(["-l", "-k", `${directory}/authkey`], {
    under: ["strace", "-f", "-qqq", "-o", "/dev/null", "-e", `trace=${calls}`].concat(
      ["-e", `inject=${calls}:signal=KILL:when=1`],
    ),
  });
  const left = names(directory).filter((name) => !before.has(name));
  assertEquals(left.length, 1, left.join());
  return left[0];
}

const names = (directory: string) =>
  Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();

async function makeOlder(path: string, minutes: number): Promise<void> {
  await run("touch", "--no-dereference", "--date", `${minutes} minutes ago`, path);
}

attack(
  "a run that is killed leaves one temporary of mode 0400, which a later run removes after ten minutes",
  () =>
    withPlace(async (directory) => {
      const left = await leaveTemporary(directory);
      const { mode, uid } = await Deno.lstat(`${directory}/${left}`);
      assertEquals([(mode ?? 0) & 0o7777, uid], [0o400, 0]);
      await makeOlder(`${directory}/${left}`, 9);
      assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
      assertEquals(names(directory), [left, "authkey"]);
      await Deno.remove(`${directory}/authkey`);
      await makeOlder(`${directory}/${left}`, 11);
      assertEquals(verdict(await makeNewKey(`${directory}/authkey`)), SUCCESS);
      assertEquals(names(directory), ["authkey"]);
    }),
);

attack(
  "an old temporary that is somebody else's, no file, or only named like one is left alone",
  () =>
    withPlace(async (place) => {
      const victims = await Victims.make(`${place}/victims`, "authkey");
      const directory = `${place}/directory`;
      await Deno.mkdir(directory);
      const left = await leaveTemporary(directory);
      await Deno.remove(`${directory}/${left}`);
      const other = (at: number) => left.replace(/[0-9a-f](?=[0-9a-f]{0,3}\.?[a-z]*$)/, `${at}`);
      const theirs = other(1);
      await placeOldKey(`${directory}/${theirs}`);
      await Deno.chown(`${directory}/${theirs}`, NOBODY.uid, NOBODY.gid);
      const almost = `${left}~`;
      await placeOldKey(`${directory}/${almost}`);
      const link = other(2);
      await Deno.symlink(victims.path("shadow"), `${directory}/${link}`);
      await giveLinkToNobody(`${directory}/${link}`);
      const made = other(3);
      await Deno.mkdir(`${directory}/${made}`);
      const planted = [theirs, almost, link, made];
      assertEquals(new Set(planted).size, 4);
      for (const name of planted) await makeOlder(`${directory}/${name}`, 60);
      assertEquals((await makeNewKey(`${directory}/authkey`)).code, 0);
      assertEquals(names(directory), [...planted, "authkey"].sort());
      await victims.assertUnharmed("leftovers");
    }),
);

/** An image whose named file is a FIFO that nobody writes to. */
async function withImage(fifo: string, action: (root: string) => Promise<void>): Promise<void> {
  await withPlace(async (place) => {
    const root = `${place}/image`;
    await Deno.mkdir(`${root}/etc/corosync`, { recursive: true });
    await run("mkfifo", `${root}/etc/${fifo}`);
    await Deno.writeFile(`${place}/source`, NEW_KEY, { mode: 0o400 });
    await action(root);
  });
}

for (const fifo of ["machine-id", "corosync/corosync.conf", "corosync/authkey"]) {
  attack(`a FIFO as etc/${fifo} of an image hangs no run`, () =>
    withImage(fifo, async (root) => {
      const key = `${root}/etc/corosync/authkey`;
      for (
        const args of [
          ["-l", "--root", root],
          ["install", `${root}/../source`, "--root", root],
          ["verify", "--root", root],
          ["fingerprint", "--root", root],
        ]
      ) {
        const outcome = await startProgram(args).ended();
        assertEquals(outcome.signal, null, `${args.join(" ")} hangs`);
        assert(!outcome.stderr.includes("Internal error"), outcome.stderr);
        const status = await Deno.lstat(key).catch(() => null);
        if (fifo === "corosync/authkey") assertEquals(status?.isFifo, true);
        else if (status !== null) await Deno.remove(key);
      }
    }));
}

attack(
  "a FIFO as key, configuration or page that is named outright hangs no run either",
  () =>
    withPlace(async (directory) => {
      const fifo = `${directory}/fifo`;
      await run("mkfifo", fifo);
      await Deno.writeFile(`${directory}/source`, NEW_KEY, { mode: 0o400 });
      const env = { COROSYNC_MAIN_CONFIG_FILE: fifo };
      for (const args of [["verify"], ["install", `${directory}/source`], ["fingerprint"]]) {
        const outcome = await startProgram(args, {
          env,
          under: ["unshare", "--mount", "sh", "-c"].concat(
            'mount -t tmpfs none /etc/corosync && exec "$@"',
            "sh",
          ),
        }).ended();
        assertEquals(outcome.signal, null, `${args.join(" ")} hangs`);
        assertRefused(outcome, [1, 2, 3]);
      }
    }),
);
