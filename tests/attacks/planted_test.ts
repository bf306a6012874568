import { Failure } from "../../lib/failure.ts";
import { install } from "../../lib/key/install.ts";
import { system } from "../../lib/system/mod.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../assert.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";
import {
  look,
  makeNewKey,
  NEW_KEY,
  OLD_KEY,
  placeOldKey,
  SUCCESS,
  verdict,
} from "../files/key_runs.ts";
import { assertRefused } from "./refused.ts";
import { attacksAreImpossible, giveLinkToNobody, NOBODY, run, withPlace } from "./tools.ts";
import { Victims } from "./victims.ts";

/** What lies beside the key, or in its place, before root makes one. */
const ignore = attacksAreImpossible("what others leave beside the key");

const SAVED = ".corosync-keygen-saved-authkey";

/** A directory that all may write to, with the sticky bit, as /tmp. */
async function withSticky(
  action: (directory: string, victims: Victims) => Promise<void>,
  { mode = 0o1777, owner = 0 } = {},
): Promise<void> {
  await withPlace(async (place) => {
    const victims = await Victims.make(`${place}/victims`, "authkey");
    const directory = `${place}/tmp`;
    await Deno.mkdir(directory);
    await Deno.chown(directory, owner, owner);
    await Deno.chmod(directory, mode);
    await action(directory, victims);
    await victims.assertUnharmed("afterwards");
  });
}

async function placeForNobody(path: string, content: Uint8Array, mode = 0o644): Promise<void> {
  await Deno.writeFile(path, content, { createNew: true });
  await Deno.chmod(path, mode);
  await Deno.chown(path, NOBODY.uid, NOBODY.gid);
}

async function linkForNobody(target: string, path: string): Promise<void> {
  await Deno.symlink(target, path);
  await giveLinkToNobody(path);
}

async function ownerOf(path: string): Promise<number | null> {
  return (await Deno.lstat(path)).uid;
}

function attack(
  name: string,
  fn: () => Promise<void>,
): void {
  Deno.test({ name, ignore, fn });
}

attack(
  "a saved key that somebody else left is named and never put in place of the key",
  () =>
    withSticky(async (directory) => {
      const planted = OLD_KEY.slice().reverse();
      for (const mounted of [false, true]) {
        const path = `${directory}/authkey`;
        await placeOldKey(path);
        await placeForNobody(`${directory}/${SAVED}`, planted);
        if (mounted) await run("mount", "--bind", path, path);
        try {
          const size = `${OLD_KEY.length}`;
          const failed = await runProgram(["-r", "/dev/null", "-k", path, "-s", size]);
          assertRefused(failed, 1, /Unexpected end of/);
          assertEquals(await Deno.readFile(path), OLD_KEY);
          const outcome = await makeNewKey(path);
          assertEquals(outcome.code, mounted ? 4 : 0, outcome.stderr);
          if (!mounted) assertMatch(outcome.stderr, new RegExp(SAVED.replaceAll(".", "\\.")));
        } finally {
          if (mounted) await run("umount", path);
        }
        assertEquals(await Deno.readFile(path), mounted ? OLD_KEY : NEW_KEY);
        assertEquals(await Deno.readFile(`${directory}/${SAVED}`), planted);
        assertEquals(await ownerOf(`${directory}/${SAVED}`), NOBODY.uid);
        for (const name of ["authkey", SAVED]) await Deno.remove(`${directory}/${name}`);
      }
    }),
);

attack(
  "a saved key of 500 GB, a directory and a link by that name make no run fail",
  () =>
    withSticky(async (directory, victims) => {
      const saved = `${directory}/${SAVED}`;
      for (
        const plant of [
          () => run("truncate", "--size=500G", saved),
          () => Deno.mkdir(saved),
          () => linkForNobody(victims.path("shadow"), saved),
          () => run("mkfifo", "-m", "666", saved),
        ]
      ) {
        await plant();
        const outcome = await makeNewKey(`${directory}/authkey`);
        assertEquals(outcome.code, 0, outcome.stderr);
        assertEquals(await Deno.readFile(`${directory}/authkey`), NEW_KEY);
        await Deno.remove(saved);
        await Deno.remove(`${directory}/authkey`);
      }
    }),
);

attack(
  "in a sticky directory somebody else's file is no place for root's key: exit 2",
  () =>
    withSticky(async (directory) => {
      const path = `${directory}/authkey`;
      await placeForNobody(path, OLD_KEY);
      const source = `${directory}/source`;
      await Deno.writeFile(source, NEW_KEY, { mode: 0o400 });
      for (
        const args of [["-l", "-k", path], ["-l", "--mkdir", "-k", path], ["install", source, path]]
      ) {
        assertRefused(await runProgram(args), 2, /authkey/);
        assertEquals(await Deno.readFile(path), OLD_KEY);
        assertEquals(await ownerOf(path), NOBODY.uid);
      }
      await Deno.remove(source);
      assertEquals(await look(directory), ["authkey file 0644 old"]);
    }),
);

attack(
  "in a sticky directory somebody else's link is not followed: exit 2",
  () =>
    withSticky(async (directory, victims) => {
      for (const target of [victims.path("shadow"), victims.path("missing"), "elsewhere"]) {
        const path = `${directory}/authkey`;
        await linkForNobody(target, path);
        assertRefused(await makeNewKey(path), 2, /authkey/);
        assertEquals(await look(directory), [`authkey symlink ${target}`]);
        await Deno.remove(path);
      }
    }),
);

attack(
  "in a sticky directory somebody else's link is not followed on the way to the key",
  () =>
    withSticky(async (directory, victims) => {
      await linkForNobody(victims.directory, `${directory}/link`);
      await Deno.symlink("link/authkey", `${directory}/roots`);
      for (const name of ["link/authkey", "link/new", "roots", "link/../new", "link/none/new"]) {
        assertRefused(await makeNewKey(`${directory}/${name}`, ["--mkdir"]), 2);
      }
      assertEquals(await look(directory), [
        `link symlink ${victims.directory}`,
        "roots symlink link/authkey",
      ]);
    }),
);

attack(
  "root's own link and file in a sticky directory are as anywhere",
  () =>
    withSticky(async (directory) => {
      await placeOldKey(`${directory}/real`);
      await Deno.symlink("real", `${directory}/authkey`);
      assertEquals((await makeNewKey(`${directory}/authkey`)).code, 0);
      assertEquals(await look(directory), ["authkey symlink real", "real file 0400 new"]);
    }),
);

attack(
  "the kernel's rules let pass what belongs to the owner of the sticky directory",
  () =>
    withSticky(async (directory) => {
      const path = `${directory}/authkey`;
      await placeForNobody(`${directory}/real`, OLD_KEY);
      await linkForNobody("real", path);
      const outcome = await makeNewKey(path);
      assertEquals(outcome.code, 0, outcome.stderr);
      assertEquals(await look(directory), ["authkey symlink real", "real file 0400 new"]);
      assertEquals(await ownerOf(`${directory}/real`), 0);
    }, { owner: NOBODY.uid }),
);

attack(
  "without the sticky bit, or where only the owner writes, links and files of others are as anywhere",
  () =>
    withSticky(async (directory) => {
      const path = `${directory}/authkey`;
      await placeForNobody(`${directory}/real`, OLD_KEY);
      await linkForNobody("real", path);
      assertEquals((await makeNewKey(path)).code, 0);
      assertEquals(await look(directory), ["authkey symlink real", "real file 0400 new"]);
      assertEquals(await ownerOf(`${directory}/real`), 0);
    }, { mode: 0o1755 }),
);

attack(
  "a key that belonged to somebody else is root's now, and that is said",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      for (const json of [[], ["--json"]]) {
        await placeForNobody(path, OLD_KEY, 0o400);
        const outcome = await makeNewKey(path, json);
        assertEquals(outcome.code, 0, outcome.stderr);
        assertEquals(await ownerOf(path), 0);
        assertEquals((await Deno.lstat(path)).gid, 0);
        if (json.length === 0) assertMatch(outcome.stderr, /belongs/);
        else assertMatch(outcome.stdout, /[oO]wner/);
        await Deno.remove(path);
      }
      await placeOldKey(path);
      assertEquals(verdict(await makeNewKey(path)), SUCCESS);
    }),
);

attack(
  "who can replace the key in somebody else's directory is said, and the key is made",
  () =>
    withPlace(async (place) => {
      const directory = `${place}/theirs`;
      for (const [mode, owner] of [[0o755, NOBODY.uid], [0o777, 0], [0o775, NOBODY.uid]] as const) {
        await Deno.mkdir(directory);
        await Deno.chmod(directory, mode);
        await Deno.chown(directory, owner, owner);
        for (const path of [`${directory}/authkey`, `${directory}/below/authkey`]) {
          const outcome = await makeNewKey(path, ["--mkdir"]);
          assertEquals(outcome.code, 0, outcome.stderr);
          assertMatch(outcome.stderr, /^corosync-keygen: [^\n]*replace[^\n]*\n(hint: [^\n]*\n)?$/);
          assertEquals(await Deno.readFile(path), NEW_KEY);
        }
        await Deno.remove(directory, { recursive: true });
      }
      // A directory of root's that only root writes to needs no word.
      assertEquals(verdict(await makeNewKey(`${place}/authkey`)), SUCCESS);
    }),
);

/** Makes a key whose bytes come once `meanwhile` has happened. */
async function whileWaiting(directory: string, path: string, meanwhile: () => Promise<void>) {
  using fifo = await openFedFifo(`${directory}/fifo`);
  const running = startProgram(["-r", fifo.path, "-k", path]);
  await fifo.feed(NEW_KEY.slice(0, 100));
  await running.waitForStdout(/still needed/);
  await meanwhile();
  await fifo.feed(NEW_KEY.slice(100));
  const outcome = await running.ended();
  await Deno.remove(fifo.path);
  return outcome;
}

attack(
  "a link that is turned during the wait leads where it leads afterwards",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(`${directory}/one`);
      await Deno.symlink("one", path);
      const outcome = await whileWaiting(directory, path, async () => {
        await Deno.remove(path);
        await Deno.symlink("two", path);
      });
      assertEquals(verdict(outcome), SUCCESS);
      assertEquals(await look(directory), [
        "authkey symlink two",
        "one file 0400 old",
        "two file 0400 new",
      ]);
    }),
);

attack(
  "a key that is made, given away or removed during the wait is seen as it is afterwards",
  () =>
    withPlace(async (directory) => {
      const path = `${directory}/authkey`;
      const made = await whileWaiting(directory, path, () => placeForNobody(path, OLD_KEY, 0o400));
      assertEquals(made.code, 0, made.stderr);
      assertMatch(made.stderr, /belongs/);
      assertEquals(await look(directory), ["authkey file 0400 new"]);
      assertEquals(await ownerOf(path), 0);
      const removed = await whileWaiting(directory, path, () => Deno.remove(path));
      assertEquals(removed.code, 0, removed.stderr);
      assertEquals(await look(directory), ["authkey file 0400 new"]);
    }),
);

attack(
  "what is no place for a key after the wait is refused: exit 2, and nothing is left",
  () =>
    withSticky(async (directory, victims) => {
      const path = `${directory}/authkey`;
      for (
        const plant of [
          () => Deno.mkdir(path),
          () => run("mkfifo", path),
          () => placeForNobody(path, OLD_KEY),
          () => linkForNobody(victims.path("as-long"), path),
        ]
      ) {
        assertRefused(
          await whileWaiting(directory, path, async () => void await plant()),
          2,
          /authkey/,
        );
        const names = Array.from(Deno.readDirSync(directory), ({ name }) => name);
        assertEquals(names, ["authkey"]);
        await Deno.remove(path);
      }
    }),
);

attack(
  "with a default ACL on the directory, nobody but its owner reads the key",
  () =>
    withPlace(async (place) => {
      for (const directory of [`${place}/old`, `${place}/made`]) {
        await Deno.mkdir(directory, { mode: 0o755 });
        for (const rights of ["user:nobody:rwx", "group:nogroup:rwx", "other::rwx", "mask::rwx"]) {
          await run("setfacl", "--default", "--modify", rights, directory);
        }
      }
      await placeOldKey(`${place}/old/authkey`);
      await Deno.writeFile(`${place}/source`, NEW_KEY);
      for (
        const args of [
          ["-l", "-k", `${place}/old/authkey`],
          ["-l", "-k", `${place}/old/first`],
          ["-l", "-k", `${place}/made/below/authkey`, "--mkdir"],
          ["install", `${place}/source`, `${place}/made/install/authkey`],
        ]
      ) {
        const outcome = await runProgram(args);
        assertEquals(outcome.code, 0, outcome.stderr);
        const path = args.find((word) => /\/(authkey|first)$/.test(word)) ?? "";
        assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o7777, 0o400);
        for (const group of ["--clear-groups", "--groups=nogroup"]) {
          const { success } = await new Deno.Command("setpriv", {
            args: ["--reuid=nobody", "--regid=nogroup", group, "head", "-c", "1", path],
          }).output();
          assert(!success, `nobody reads ${path}`);
        }
      }
    }),
);

/** Puts a link to `host` in the place of the directory of an image that a key is to go to. */
async function leadOut(image: string, host: string): Promise<void> {
  await Deno.rename(`${image}/etc/corosync`, `${image}/etc/away`);
  await Deno.symlink(host, `${image}/etc/corosync`);
}

async function withImage(action: (image: string, host: string) => Promise<void>): Promise<void> {
  await withPlace(async (place) => {
    const [image, host] = [`${place}/image`, `${place}/host`];
    await Deno.mkdir(host);
    await Deno.mkdir(`${image}/etc/corosync`, { recursive: true });
    await run("chown", "--recursive", "nobody:nogroup", image);
    await placeOldKey(`${host}/authkey`);
    await action(image, host);
    assertEquals(await look(host), ["authkey file 0400 old"]);
    assertEquals(await look(`${image}/etc/away`), []);
  });
}

attack(
  "an image whose directory becomes a link while a key is awaited leads nobody out of it",
  () =>
    withImage(async (image, host) => {
      using fifo = await openFedFifo(`${image}/../fifo`);
      const running = startProgram(["--root", image, "-r", fifo.path]);
      // Once it asks for more it has looked at the place.
      await fifo.feed(NEW_KEY.slice(0, 64));
      await running.waitForStdout(/still needed/);
      await leadOut(image, host);
      await fifo.feed(NEW_KEY.slice(64));
      const { code, stderr } = await running.ended();
      assertEquals(code, 2, stderr);
      assertMatch(stderr, /A part of it was exchanged for a link/);
    }),
);

attack(
  "nor does it lead out a key that is installed from standard input",
  () =>
    withImage(async (image, host) => {
      const pieces = [NEW_KEY];
      const stdin = {
        ...system.stdin,
        read: async (buffer: Uint8Array) => {
          const piece = pieces.pop();
          if (piece === undefined) return null;
          await leadOut(image, host);
          buffer.set(piece);
          return piece.length;
        },
      };
      const request = { to: null, root: image, check: null, force: false };
      const here = { ...system, stdin, dropPermissions: () => false };
      await assertRejects(
        () => install(here, { ...request, from: { kind: "stdin" } }, new Promise<never>(() => {})),
        Failure,
        "A part of it was exchanged for a link",
      );
    }),
);

attack(
  "a link of somebody else in a sticky directory chooses no source, neither of a key nor of an assessment",
  () =>
    withSticky(async (directory) => {
      const secret = `${directory}/../secret`;
      await Deno.writeFile(secret, new Uint8Array(30_000).map((_, i) => (i * i * 31) >> 3));
      await linkForNobody(secret, `${directory}/source`);
      const reason = /hint: \S+\/source is a link of user 65534 in a sticky directory of user 0\n/;
      for (
        const args of [
          ["-r", `${directory}/source`, "-k", `${directory}/../key`],
          ["assess", "--fips", `${directory}/source`],
          ["assess", "--against", `${directory}/source`, secret],
          ["starvation", "--rounds", "1", "-r", `${directory}/source`],
        ]
      ) {
        const { code, stderr } = await runProgram(args);
        assertEquals(code, 1, `${args.join(" ")}: ${stderr}`);
        assertMatch(stderr, reason);
      }
    }),
);
