import { assertEquals, assertStringIncludes } from "../assert.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runProgram } from "../cli/program.ts";
import { startProgram } from "../cli/running.ts";
import {
  look,
  makeNewKey,
  NEW_KEY,
  OLD_KEY,
  replacedThroughLink,
  verdict,
} from "../files/key_runs.ts";
import { assertRefused } from "./refused.ts";
import { attacksAreImpossible, giveLinkToNobody, NOBODY, run, withPlace } from "./tools.ts";
import { Victims } from "./victims.ts";

/** Links that somebody has made in their own directory, on the way to the key that root makes there. */
const ignore = attacksAreImpossible("links of others on the way to the key");

interface Home {
  readonly place: string;
  /** Belongs to nobody, mode 0755. */
  readonly home: string;
  readonly victims: Victims;
  link(target: string, name: string): Promise<void>;
}

function attack(name: string, action: (home: Home) => Promise<void>): void {
  const fn = () =>
    withPlace(async (place) => {
      const home = `${place}/home`;
      await Deno.mkdir(home, { mode: 0o755 });
      await Deno.chown(home, NOBODY.uid, NOBODY.gid);
      const victims = await Victims.make(`${place}/root`, "authkey");
      const link = async (target: string, name: string) => {
        await Deno.symlink(target, `${home}/${name}`);
        await giveLinkToNobody(`${home}/${name}`);
      };
      await action({ place, home, victims, link });
      await victims.assertUnharmed(name);
    });
  Deno.test({ name, ignore, fn });
}

async function giveToNobody(path: string): Promise<void> {
  await Deno.chown(path, NOBODY.uid, NOBODY.gid);
}

attack(
  "a link of somebody else to a file of root's, or to a name beside one, is refused: exit 2",
  async ({ place, home, victims, link }) => {
    await Deno.writeFile(`${place}/good`, NEW_KEY, { mode: 0o400 });
    await link(victims.path("shadow"), "authkey");
    await link(victims.path("none"), "missing");
    await link(victims.directory, "directory");
    await link("authkey", "second");
    await Deno.symlink("authkey", `${home}/roots`);
    const before = await look(home);
    for (
      const name of [
        ...["authkey", "missing", "directory/authkey", "directory/new", "directory/../authkey"],
        ...["second", "roots", "directory/new/key"],
      ]
    ) {
      for (const args of [["-l", "--mkdir", "-k"], ["install", `${place}/good`]]) {
        const outcome = await runProgram([...args, `${home}/${name}`]);
        assertRefused(
          outcome,
          2,
          /hint: \S+ is a link of user 65534 to \S+, .*belongs to user 0\n/,
        );
      }
      await victims.assertUnharmed(name);
    }
    assertEquals(await look(home), before);
  },
);

attack(
  "the same for a link of root's that they can exchange for theirs",
  async ({ place, home, victims }) => {
    await Deno.mkdir(`${place}/open`);
    await Deno.chmod(`${place}/open`, 0o777);
    await Deno.mkdir(`${place}/group`);
    await Deno.chown(`${place}/group`, 0, NOBODY.gid);
    await Deno.chmod(`${place}/group`, 0o775);
    await Deno.mkdir(`${place}/open/below`);
    const all = `everybody may write to ${place}/open`;
    const reasons = [
      [home, `user 65534 owns ${home}`],
      [`${place}/open`, all],
      [`${place}/open/below`, all],
      [`${place}/group`, `group 65534, or whom an ACL names, may write to ${place}/group`],
    ] as const;
    for (const [directory, reason] of reasons) {
      await Deno.symlink(victims.path("shadow"), `${directory}/authkey`);
      assertRefused(
        await runProgram(["-l", "-k", `${directory}/authkey`]),
        2,
        new RegExp(
          `hint: \\S+ is a link to \\S+, which belongs to user 0, and others can exchange it: ${reason}; ` +
            "if you mean what it leads to, name that itself\n",
        ),
      );
      // What lies beside it they can exchange as well.
      await Deno.symlink("beside", `${directory}/short`);
      for (const time of ["first", "second"]) {
        const made = await runProgram(["-l", "-k", `${directory}/short`]);
        assertEquals(made.code, 0, `${time} ${made.stderr}`);
      }
      await victims.assertUnharmed(reason);
      // A link to a directory chooses no file: whoever owns where it is can exchange the directory as well.
      await Deno.mkdir(`${place}/safe`, { recursive: true });
      await Deno.symlink(`${place}/safe`, `${directory}/safe`);
      const { code, stderr } = await runProgram(["-l", "-k", `${directory}/safe/authkey`]);
      assertEquals(code, 0, stderr);
    }
  },
);

attack(
  "what a link leads to elsewhere in the same shared tree is replaced where it is named itself, as the hint says",
  async ({ place }) => {
    for (const directory of ["tree", "tree/a", "tree/b"]) {
      await Deno.mkdir(`${place}/${directory}`);
      await Deno.chmod(`${place}/${directory}`, 0o777);
    }
    await Deno.writeFile(`${place}/tree/b/key`, OLD_KEY, { mode: 0o400 });
    await Deno.symlink("../b/key", `${place}/tree/a/key`);
    assertRefused(
      await runProgram(["-l", "-k", `${place}/tree/a/key`]),
      2,
      /hint: .*; if you mean what it leads to, name that itself\n/,
    );
    assertEquals(await Deno.readFile(`${place}/tree/b/key`), OLD_KEY);
    assertEquals((await makeNewKey(`${place}/tree/b/key`)).code, 0);
    assertEquals((await look(`${place}/tree/b`)).length, 1);
  },
);

attack(
  "the same for a link that is put there while root waits",
  async ({ home, victims, link }) => {
    using fifo = await openFedFifo(`${victims.directory}/../fifo`);
    const path = `${home}/authkey`;
    const running = startProgram(["-r", fifo.path, "-k", path]);
    await fifo.feed(NEW_KEY.slice(0, 100));
    await running.waitForStdout(/still needed/);
    await link(victims.path("shadow"), "authkey");
    await fifo.feed(NEW_KEY.slice(100));
    assertRefused(await running.ended(), 2, /is a link of user 65534/);
  },
);

attack("the same in an image, and for the link that names it", async ({ place, victims, link }) => {
  await Deno.mkdir(`${place}/home/etc/corosync`, { recursive: true });
  await Deno.mkdir(`${victims.directory}/etc/corosync`, { recursive: true });
  await victims.remember();
  await link(victims.directory, "image");
  await Deno.mkdir(`${place}/home/roots`);
  await Deno.writeFile(`${place}/home/roots/target`, OLD_KEY, { mode: 0o400 });
  await link("/roots/target", "key");
  const image = `${place}/home`;
  for (const args of [["--root", `${image}/image`], ["--root", image, "-k", "/key"]]) {
    assertRefused(await runProgram(["-l", ...args]), 2, /is a link of user 65534/);
  }
  assertEquals(await Deno.readFile(`${image}/roots/target`), OLD_KEY);
});

attack(
  "somebody's own link to a file of theirs is followed, and what was replaced is named",
  async ({ home, link }) => {
    await Deno.mkdir(`${home}/own`);
    await giveToNobody(`${home}/own`);
    await link("own", "directory");
    await link("directory/real", "authkey");
    for (const existing of [false, true]) {
      if (existing) {
        await Deno.writeFile(`${home}/own/real`, OLD_KEY);
        await giveToNobody(`${home}/own/real`);
      }
      const { code, stderr } = await makeNewKey(`${home}/authkey`);
      assertEquals(code, 0, stderr);
      const named = replacedThroughLink(`${home}/authkey`, `${home}/own/real`);
      assertStringIncludes(stderr, existing ? named : named.replace("replaced", "created"));
      assertEquals(await look(`${home}/own`), ["real file 0400 new"]);
      await Deno.remove(`${home}/own/real`);
    }
  },
);

attack(
  "what root mounted in their directory is not written through their link, nor what lies in a directory of root's there",
  async ({ place, home, victims, link }) => {
    for (const directory of ["mounted", "own", "own/mounted", "roots"]) {
      await Deno.mkdir(`${home}/${directory}`);
    }
    for (const file of ["key", "own/key"]) await Deno.writeTextFile(`${home}/${file}`, "");
    await Deno.writeFile(`${home}/roots/authkey`, OLD_KEY, { mode: 0o400 });
    for (const theirs of ["own", "key", "own/key"]) await giveToNobody(`${home}/${theirs}`);
    await link("key", "to-file");
    for (const name of ["mounted", "own", "roots"]) await link(name, `to-${name}`);
    await Deno.writeFile(`${place}/good`, NEW_KEY, { mode: 0o400 });
    const before = await look(home);
    const mounts: readonly [from: string, to: string][] = [
      [victims.path("as-long"), "key"],
      [victims.path("as-long"), "own/key"],
      [victims.directory, "mounted"],
      [victims.directory, "own/mounted"],
    ];
    const refuse = async (name: string, reason: RegExp) => {
      for (const args of [["-l", "--mkdir", "-k"], ["install", `${place}/good`]]) {
        assertRefused(await runProgram([...args, `${home}/${name}`]), 2, reason);
      }
      await victims.assertUnharmed(name);
    };
    const mountPoint = /link of user 65534 to \S+, a mount point that belongs to user 0\n/;
    const directory = /link of user 65534 to \S+, which belongs to user 0\n/;
    await refuse("to-roots/authkey", directory);
    await refuse("to-mounted/authkey", directory);
    for (const [from, to] of mounts) await run("mount", "--bind", from, `${home}/${to}`);
    try {
      await refuse("to-file", mountPoint);
      await refuse("to-own/key", mountPoint);
      await refuse("to-own/mounted/authkey", mountPoint);
      await refuse("to-own/mounted/new", mountPoint);
      await refuse("to-mounted/authkey", directory);
      await refuse("to-mounted/new", directory);
    } finally {
      for (const [, to] of mounts) await run("umount", `${home}/${to}`);
    }
    assertEquals(await look(home), before);
    assertEquals(await Deno.readFile(`${home}/roots/authkey`), OLD_KEY);
  },
);

attack("what root replaces through a link of its own is named too", async ({ place }) => {
  await Deno.symlink("real", `${place}/authkey`);
  assertEquals(verdict(await makeNewKey(`${place}/authkey`)), [0, ""]);
  await Deno.remove(`${place}/real`);
  await Deno.writeFile(`${place}/real`, OLD_KEY, { mode: 0o400 });
  assertEquals(verdict(await makeNewKey(`${place}/authkey`)), [
    0,
    replacedThroughLink(`${place}/authkey`, `${place}/real`),
  ]);
});

attack(
  "what lies in their own directory is replaced again and again, whoever it belongs to by then",
  async ({ place, home, link }) => {
    await Deno.writeFile(`${home}/old`, OLD_KEY, { mode: 0o400 });
    await giveToNobody(`${home}/old`);
    await link("old", "authkey");
    await Deno.mkdir(`${home}/own`);
    await giveToNobody(`${home}/own`);
    await link("own", "directory");
    await Deno.writeFile(`${place}/good`, NEW_KEY, { mode: 0o400 });
    for (const name of ["authkey", "directory/key", "directory/new/key"]) {
      for (const args of [["-l", "--mkdir", "-k"], ["install", `${place}/good`]]) {
        for (const time of ["first", "second"]) {
          const { code, stderr } = await runProgram([...args, `${home}/${name}`]);
          assertEquals(code, 0, `${time} ${args[0]} ${name}: ${stderr}`);
        }
      }
    }
    assertEquals((await Deno.lstat(`${home}/old`)).uid, 0);
  },
);

attack(
  "`..` behind their link leads no further than to what is theirs",
  async ({ home, victims, link }) => {
    const theirs = `${victims.directory}/theirs`;
    await Deno.mkdir(`${theirs}/below`, { recursive: true });
    for (const path of [theirs, `${theirs}/below`]) await giveToNobody(path);
    await link(theirs, "build");
    for (const name of ["build/../shadow", "build/below/../../none", "build/../new/key"]) {
      const outcome = await runProgram(["-l", "--mkdir", "-k", `${home}/${name}`]);
      assertRefused(
        outcome,
        2,
        /hint: \S+ is a link of user 65534 to \S+, which belongs to user 0\n/,
      );
    }
    // Of root's: `..` behind them only undoes a step below what the link led to.
    await Deno.mkdir(`${theirs}/new/a`, { recursive: true });
    await Deno.mkdir(`${theirs}/below/new`);
    for (const name of ["below/../key", "new/a/../key", "below/../new/a/../../new/key2"]) {
      const { code, stderr } = await runProgram(["-l", "-k", `${home}/build/${name}`]);
      assertEquals(code, 0, stderr);
    }
    assertEquals((await Deno.stat(`${theirs}/new/key`)).uid, 0);
    for (const name of ["new/../../shadow", "new/a/../../../shadow", "below/new/../../../none"]) {
      const outcome = await runProgram(["-l", "-k", `${home}/build/${name}`]);
      assertRefused(
        outcome,
        2,
        /hint: \S+ is a link of user 65534 to \S+, which belongs to user 0\n/,
      );
    }
    await Deno.remove(theirs, { recursive: true });
  },
);
