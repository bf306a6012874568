import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { PROGRAM, runCommand } from "../../cli/program.ts";
import { eventually } from "../../cluster/command.ts";
import { fixedKey, sumOf, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import {
  type Choice,
  exists,
  files,
  killingEachCall,
  LISTED,
  type Node,
  nodeWords,
  state,
  withController,
} from "./fleet_controller.ts";

/** What the recipes for fleets do, step by step, where no cluster is needed to see it. */

Deno.test(
  "a key is made where no node has one, and not where one has",
  withController(async (key, choose) => {
    const refused = await choose([state("one", {}), state("two", { sum: "aa" })]);
    assertEquals([refused.code, refused.stdout, await exists(key)], [1, "", false]);
    assertStringIncludes(refused.stderr, `there is no key in ${key}, but on two: fetch it`);
    assertStringIncludes(refused.stderr, String.raw`'ssh root@two cat /etc/a\\\ b/sum=c | `);
    assertEquals(refused.stderr.trim().split("\n").length, 1);
    const dry = await choose([state("one", {})], { dry: true });
    assertEquals([dry.code, await exists(key)], [0, false]);
    assertStringIncludes(dry.stdout, "made=yes sum=unmade");
    const { code, stdout } = await choose([state("one", {}), state("two", {})]);
    const sum = await sumOf(await Deno.readFile(key));
    assertEquals(
      [code, stdout],
      [0, `corosync-key: made=yes sum=${sum} fingerprint=SHA256:of wanted=${key}\n`],
    );
  }),
);

Deno.test(
  "where a tool is killed no key is made for nodes of which one has another",
  withController(async (key, choose, directory) => {
    const states = [state("one", {}), state("two", { sum: "aa" })];
    for (const tool of ["awk", "sort"]) {
      const calls = await killingEachCall(directory, tool, async (env, call) => {
        const { code } = await choose(states, { env });
        assertEquals([code !== 0, await exists(key)], [true, false], `${tool}, call ${call}`);
      });
      assertEquals(calls > 0, true, tool);
      await Deno.remove(`${directory}/${tool}`);
    }
  }),
);

Deno.test(
  "where a tool is killed the choice is the same, or there is none",
  withController(async (key, choose, directory) => {
    const { before, sum } = await withWaiting(key);
    const part: Node = { running: "yes", members: "1,2,", id: "1" };
    const scenes: readonly (readonly [states: readonly string[], choice?: Choice])[] = [
      // The key that waits is that of one node, of all, of none; and another one would part a cluster.
      [[state("one", { sum: before }), state("two", { sum })]],
      [[state("one", { sum }), state("two", { sum })], { rotate: true }],
      [[state("one", { sum: before })], { rotate: true }],
      [[state("one", { ...part, sum: "aa" })]],
    ];
    for (const [states, choice] of scenes) {
      const whole = await choose(states, { ...choice, dry: true });
      for (const tool of ["awk", "grep", "sha256sum", "cut"]) {
        await killingEachCall(directory, tool, async (env, call) => {
          const { code, stdout } = await choose(states, { ...choice, dry: true, env });
          assertEquals(code !== 0 || stdout === whole.stdout, true, `${tool}, call ${call}`);
          assertEquals(code === 0 && whole.code !== 0, false, `${tool}, call ${call}`);
        });
        await Deno.remove(`${directory}/${tool}`);
      }
    }
  }),
);

Deno.test("where a tool is killed a node goes back to the key that was there, or the step fails", () =>
  withDirectory(async (directory) => {
    const [old, made] = [await fixedKey("old", 256), await fixedKey("made", 256)];
    const target = `${directory}/authkey`;
    const words = nodeWords("back", target, await sumOf(made), "run");
    for (const tool of ["sha256sum", "cat", "mv", "rm"]) {
      const calls = await killingEachCall(directory, tool, async (env, call) => {
        await Deno.writeFile(target, made);
        await Deno.writeFile(`${target}.new`, made);
        await Deno.writeFile(`${target}.before`, old);
        await Deno.writeTextFile(`${target}.untold`, "run\n");
        const { code, stdout } = await runCommand(words, { env });
        assertEquals(code === 0, stdout === "corosync-key: back\n");
        if (code !== 0) return;
        const left = Array.from(Deno.readDirSync(directory), ({ name }) => name)
          .filter((name) => name.startsWith("authkey") && !name.endsWith(".untold"));
        assertEquals([left, await Deno.readFile(target)], [["authkey"], old], `${tool}, ${call}`);
      });
      assertEquals(calls > 0, true, tool);
      await Deno.remove(`${directory}/${tool}`);
    }
  }));

Deno.test("where sha256sum is killed a node says nothing of itself", () =>
  withDirectory(async (directory) => {
    const target = `${directory}/authkey`;
    await Deno.writeFile(target, await fixedKey("key", 256));
    const said: (readonly [failed: boolean, silent: boolean])[] = [];
    await killingEachCall(directory, "sha256sum", async (env) => {
      const words = nodeWords("state", target, "none", "none");
      const { code, stdout } = await runCommand(words, { env });
      said.push([code !== 0, stdout === ""]);
    });
    // The last time it is called no more.
    assertEquals(said, [[true, true], [false, false]]);
  }));

Deno.test("where a tool is killed nodes that share a cluster with others are told, or the step fails", () =>
  withDirectory(async (directory) => {
    const one = state("one", { running: "yes", sum: "aa", members: "1,2,", id: "1" });
    const words = ["sh", `${files}controller.sh`, "partial", "one", "one", one];
    for (const tool of ["awk", "cut"]) {
      const calls = await killingEachCall(directory, tool, async (env, call) => {
        const { code, stdout } = await runCommand(words, { env });
        assertEquals(code !== 0 || stdout === "one\n", true, `${tool}, call ${call}`);
      });
      assertEquals(calls > 0, true, tool);
      await Deno.remove(`${directory}/${tool}`);
    }
  }));

Deno.test(
  "the command that fetches a key works as it stands, whatever the names are",
  withController(async (key, choose, directory) => {
    const name = `/etc/a  b/$HOME"'x'\\*;&|<(é)>#!~\`id\``;
    // What runs on the node is kept, and the key is what our program's stand-in makes.
    const ssh = `#!/bin/sh\nshift\neval "set -- $*"\nprintf '%s\\n' "$@" >"\${0%/*}/ran"\n`;
    await Deno.writeTextFile(`${directory}/ssh`, ssh, { mode: 0o755 });
    const refused = await choose([state("two", { sum: "aa" }).replace("/etc/a b/sum=c", name)]);
    const command = / such as '(.*)', or make a new one/.exec(refused.stderr)?.[1] ??
      refused.stderr;
    const env = { PATH: `${directory}:/usr/bin:/bin` };
    for (const shell of ["sh", "bash"]) {
      const { code, stdout, stderr } = await runCommand([shell, "-c", command], { env });
      assertEquals([code, stdout, stderr], [0, "", ""], command);
      assertEquals(await Deno.readTextFile(`${directory}/ran`), `cat\n${name}\n`);
      assertEquals((await Deno.stat(key)).size, 256);
      await Deno.remove(key);
    }
    // A name that is relative, and would be an option: it is the file that was asked for.
    const words = [
      "sh",
      `${files}controller.sh`,
      "choose",
      "-x",
      "false",
      "256",
      "../a directory/ours",
    ];
    const relative = await runCommand([...words, "false", "1", state("two", { sum: "aa" })], {
      cwd: directory,
    });
    assertStringIncludes(
      relative.stderr,
      `install - ${directory.replaceAll(" ", "\\ ")}/-x', or make a new one`,
    );
  }),
);

Deno.test(
  "a directory is no key here",
  withController(async (key, choose) => {
    await Deno.mkdir(key);
    const { code, stdout, stderr } = await choose([state("one", {})]);
    assertEquals([code, stdout, stderr], [
      1,
      "",
      `${key} is a directory: a regular file is needed\n`,
    ]);
    assertEquals(Array.from(Deno.readDirSync(key)), []);
  }),
);

Deno.test(
  "a rotation makes its key beside the one here, even if there is none",
  withController(async (key, choose) => {
    const { code, stdout } = await choose([state("one", { sum: "aa" })], { rotate: true });
    assertEquals([code, await exists(key), await exists(`${key}.next`)], [0, false, true]);
    assertStringIncludes(stdout, `wanted=${key}.next\n`);
  }),
);

/** A key here, another that waits beside it, and the sums of both. */
async function withWaiting(key: string) {
  const [old, next] = [await fixedKey("old", 256), await fixedKey("next", 256)];
  await Deno.writeFile(key, old);
  await Deno.writeFile(`${key}.next`, next, { mode: 0o600 });
  const act = (action: string, sum: string) =>
    runCommand(["sh", `${files}controller.sh`, action, key, sum]);
  const here = async () => [await Deno.readFile(key), await Deno.readFile(`${key}.next`)];
  return { old, next, before: await sumOf(old), sum: await sumOf(next), act, here };
}

Deno.test(
  "a key that waits is given where a node has it, and said so; it becomes the key here when it is kept",
  withController(async (key, choose) => {
    const { old, next, before, sum, act, here } = await withWaiting(key);
    const member: Node = { running: "yes", members: "1,2,", id: "1" };
    const cases: readonly (readonly [states: readonly string[], had: string | null])[] = [
      [
        [state("one", { sum: before }), state("two", { sum }), state("three", { sum })],
        "three two",
      ],
      [[state("one", { sum: "none" }), state("two", { sum })], "two"],
      [[state("one", { sum: before, listed: LISTED }), state("two", { sum })], "two"],
      // All nodes of the run have it, and their cluster may have more.
      [[state("one", { sum }), state("two", { sum })], null],
      [[state("one", { ...member, sum })], null],
      [[state("one", { sum, listed: LISTED })], null],
    ];
    for (const [states, had] of cases) {
      for (const dry of [true, false]) {
        const { code, stdout, stderr } = await choose(states, { dry });
        assertEquals(code, 0, stderr);
        assertStringIncludes(stdout, `made=no sum=${sum} `);
        assertStringIncludes(stdout, ` wanted=${key}.next\n`);
        assertEquals(
          stderr,
          had === null
            ? ""
            : `warning: a rotation did not end: the key to give is the one in ${key}.next, which ${had} had from it\n`,
        );
        assertEquals(await here(), [old, next], "moved by no look");
      }
    }
    for (const action of ["keep", "forget"]) {
      assertEquals((await act(action, before)).stdout, "");
      assertEquals(await here(), [old, next]);
    }
    await act("keep", sum);
    assertEquals([await Deno.readFile(key), await exists(`${key}.next`)], [next, false]);
    // The nodes have another one than lies here, or none does.
    for (const end of [() => Deno.writeFile(key, old), () => Deno.remove(key)]) {
      await end();
      const { code, stderr } = await act("keep", sum);
      assertEquals([code, stderr.split("\n").length], [1, 2], stderr);
      assertStringIncludes(stderr, `the key here, ${key}, is not the one that the nodes have: `);
    }
  }),
);

Deno.test(
  "a key that waits and that no node has is not given, nor removed, and said to be there",
  withController(async (key, choose) => {
    const { old, next, before, act, here, sum } = await withWaiting(key);
    const { code, stdout, stderr } = await choose([state("one", { sum: before })]);
    assertEquals([code, await here()], [0, [old, next]]);
    assertStringIncludes(stdout, `sum=${before} `);
    assertEquals(
      stderr,
      `warning: ${key}.next holds the key of a rotation that did not end, which no node that was looked at has: ` +
        "run it for all nodes of the cluster, and remove that key only if none has it\n",
    );
    const rotation = await choose([state("one", { sum: before })], { rotate: true });
    assertStringIncludes(rotation.stdout, `made=no sum=${sum} `);
    assertEquals(
      rotation.stderr,
      `warning: the new key is the one that an earlier rotation has left in ${key}.next\n`,
    );
    const longer = await choose([state("one", { sum: before })], { rotate: true, size: "512" });
    assertEquals([longer.code, await here()], [1, [old, next]]);
    assertEquals(
      longer.stderr,
      `${key}.next holds 256 bytes from an earlier rotation, and 512 were asked for: ask for as many (--size, ` +
        "corosync_key_size), or remove it if no node has it\n",
    );
    await act("forget", sum);
    assertEquals(await exists(`${key}.next`), false);
    await Deno.remove(key);
    await Deno.writeFile(`${key}.next`, next, { mode: 0o600 });
    const none = await choose([state("one", {}), state("two", { sum: "aa" })]);
    assertEquals([none.code, await exists(`${key}.next`)], [1, true]);
  }),
);

Deno.test(
  "once all nodes have the key that waits a rotation makes another one, but not of a part of a running cluster",
  withController(async (key, choose) => {
    const { old, next, sum, here } = await withWaiting(key);
    const part: Node = { sum, running: "yes", members: "1,2,", id: "1" };
    const refused = await choose([state("one", part)], { rotate: true });
    assertEquals([refused.code, await here()], [1, [old, next]]);
    assertStringIncludes(refused.stderr, "another key would part the running cluster");
    // A node of the list that does not run is no part of it.
    const all = [state("one", { sum, listed: LISTED })];
    const dry = await choose(all, { rotate: true, dry: true });
    assertEquals(
      dry.stdout,
      `corosync-key: made=yes sum=unmade fingerprint=unmade wanted=${key}.next\n`,
    );
    assertEquals(await here(), [old, next]);
    const { code, stdout, stderr } = await choose(all, { rotate: true });
    assertEquals([code, stderr, await Deno.readFile(key)], [0, "", next]);
    const made = await sumOf(await Deno.readFile(`${key}.next`));
    assertStringIncludes(stdout, `made=yes sum=${made} `);
    assertEquals(made === sum, false);
  }),
);

Deno.test(
  "that the key here is to take the place of one with which corosync runs is said",
  withController(async (key, choose) => {
    await Deno.writeFile(key, await fixedKey("key", 256));
    const sum = await sumOf(await fixedKey("key", 256));
    const runs: Node = { running: "yes", members: "1,2,", id: "1", sum: "aa" };
    const other: Node = { ...runs, id: "2" };
    const alone = { ...runs, members: "1," };
    for (
      const [one, two, names] of [
        [runs, other, "one two"],
        [alone, { sum: "aa" }, "one"],
        [alone, { sum: "none" }, "one"],
        [alone, { sum }, "one"],
        [{ sum: "aa" }, { sum: "aa" }, null],
        [runs, { ...other, sum: "bb" }, null],
        [runs, { ...other, sum }, null],
        [runs, { ...other, sum: "none" }, null],
        // What it runs with is not known.
        [runs, { ...other, untold: "yes" }, null],
        [runs, { ...other, newer: "yes" }, null],
      ] as const
    ) {
      const states = [state("one", one), state("two", two)];
      const { code, stdout, stderr } = await choose(states);
      assertEquals([code, stdout.includes(`sum=${sum} `)], [0, true], stderr);
      assertEquals(
        stderr,
        names === null
          ? ""
          : `warning: ${names} run with one key, and the one in ${key} is to take its place\n`,
      );
      assertEquals((await choose(states, { dry: true })).stderr, "");
    }
  }),
);

Deno.test(
  "a part of a running cluster gets no other key than it has",
  withController(async (key, choose) => {
    await Deno.writeFile(key, await fixedKey("key", 256));
    const sum = await sumOf(await fixedKey("key", 256));
    const one: Node = { running: "yes", members: "1,2,", id: "1" };
    const two: Node = { running: "yes", members: "1,2,", id: "2" };
    const codeOf = async (states: readonly string[], choice: Choice = {}) =>
      (await choose(states, choice)).code;
    assertEquals(await codeOf([state("one", { ...one, sum })]), 0);
    assertEquals(await codeOf([state("one", { ...one, sum: "aa" })]), 1);
    assertEquals(await codeOf([state("one", one)]), 1, "which key it runs with is not known");
    assertEquals(await codeOf([state("one", { ...one, sum, untold: "yes" })]), 1);
    assertEquals(await codeOf([state("one", { ...one, sum })], { rotate: true }), 1);
    const both = [state("one", { ...one, sum: "aa" }), state("two", { ...two, sum: "aa" })];
    assertEquals(await codeOf(both), 0);
    // One that does not answer, or has died a moment ago, may still be a member.
    const member = state("one", { ...one, sum: "aa", listed: LISTED });
    assertEquals(await codeOf([member, state("n2", { running: "silent", names: "two" })]), 0);
    assertEquals(await codeOf([member, state("n4", { running: "silent", names: "four" })]), 1);
    // One that is alone is parted already, and one that does not run parts nobody.
    assertEquals(await codeOf([state("one", { ...one, members: "1,", sum: "aa" })]), 0);
    assertEquals(await codeOf([state("new", { sum: "aa", listed: LISTED })]), 0);
  }),
);

Deno.test(
  "only our program is run, and one that takes any word for none is asked for its version alone",
  withController(async (_, choose, directory) => {
    const theirs = await choose([state("one", {})], { program: "theirs" });
    assertEquals([theirs.code, theirs.stdout], [1, ""]);
    assertStringIncludes(theirs.stderr, "theirs is another program than ours");
    assertEquals(await exists(`${directory}/overwritten`), false);
    const missing = await choose([state("one", {})], { program: "/nowhere/program" });
    assertEquals(missing.code, 1);
    assertStringIncludes(missing.stderr, "there is no /nowhere/program here: install ours");
    // What the pattern in controller.sh takes for ours.
    const { stdout } = await runCommand([...PROGRAM, "--version"]);
    assertEquals(/^corosync-keygen \d.*\.\d.* \(/.test(stdout), true, stdout);
  }),
);

Deno.test("a node of corosync's list is a member, or one of this run, or absent", async () => {
  const absent = (...states: string[]) => absentAnd("", ...states);
  const absentAnd = async (outside: string, ...states: string[]) => {
    const names = states.map((line) => line.split(" ")[0]).join(" ");
    const said = states.filter((line) => line.includes(" "));
    const { code, stdout, stderr } = await runCommand([
      ...["sh", `${files}controller.sh`, "absent", names, ...said],
    ]);
    const lines = stdout.split("\n").filter((line) => line !== "");
    const hint =
      `whether these have the key is not known: ${lines.join(", ")}; name them too (for ` +
      "the role: without --limit), or start corosync on all nodes that are named, and run it again\n";
    const advice = outside === "" ? "" : `outside of the largest membership are: ${outside}; ` +
      "run it again, and restart corosync there if that does not unite them\n";
    assertEquals([code, stderr], [0, (lines.length === 0 ? "" : hint) + advice]);
    return lines;
  };
  const running: Node = { running: "yes", listed: LISTED };
  const one = state("one", { ...running, id: "1", members: "1,2," });
  const two = state("two", { ...running, id: "2", members: "1,2," });
  const three = "three 10.0.0.3 (nodeid 3)";
  assertEquals(await absent(one), [three]);
  assertEquals(await absent(one, two), [three]);
  assertEquals(await absent(state("one", { ...running, id: "1", members: "1,2,3," })), []);
  // A node of this run without corosync: known by its address, its host's name, or the recipe's name.
  assertEquals(await absent(one, state("n3", { names: "host,10.0.0.3," })), []);
  assertEquals(await absent(one, state("n3", { names: "three,10.9.9.9," })), []);
  assertEquals(await absent(one, state("10.0.0.3", { names: "host,10.9.9.9," })), []);
  // One that says nothing is known by the recipe's name for it alone.
  assertEquals(await absent(one, two, "three"), []);
  assertEquals(await absent(one, two, "10.0.0.3"), []);
  assertEquals(await absent(one, two, "n3"), [three]);
  assertEquals(await absent(one, state("four", { names: "four,10.0.0.4," })), [three]);
  // Of two memberships the largest counts; the other's nodes are known to be apart.
  const apart = state("three", { ...running, id: "3", members: "3," });
  assertEquals(await absentAnd("three", one, two, apart), []);
  assertEquals(await absent(apart), ["one 10.0.0.1 (nodeid 1)", "two 10.0.0.2 (nodeid 2)"]);
  // Where none runs, the configuration lists them.
  assertEquals(await absent(state("three", { listed: "-/10.0.0.9,3/three/10.0.0.3" })), [
    "10.0.0.9",
  ]);
  assertEquals(await absent(state("one", {})), []);
  assertEquals(await absent(), []);
});

Deno.test({
  name: "a rotation makes no key that could not take the place of one that is mounted here",
  ignore: skipWithout({ programs: { unshare: "util-linux" }, root: true }, "a mounted key"),
  fn: withController(async (key, _, directory) => {
    const choose = (rotate: boolean, dry: boolean) =>
      runCommand([
        ...["unshare", "--mount", "sh", "-euc"],
        'cp "$0" "$0.mounted"; mount --bind "$0.mounted" "$0"; exec "$@"',
        ...[key, "sh", `${files}controller.sh`, "choose", key, String(rotate), "256"],
        ...[`${directory}/ours`, String(dry), "one", state("one", { sum: "aa" })],
      ]);
    await Deno.writeFile(key, await fixedKey("key", 256), { mode: 0o600 });
    for (const dry of [true, false]) {
      const { code, stdout, stderr } = await choose(true, dry);
      const line = `${key} is a mount point, whose place no new key can take: mount its directory`;
      assertEquals([code, stdout, stderr], [1, "", `${line}, or name another file\n`]);
      assertEquals(await exists(`${key}.next`), false);
    }
    // It is only read.
    assertEquals((await choose(false, false)).code, 0);
  }),
});

const alone = skipWithout({ programs: { unshare: "util-linux" }, root: true }, "a node's list");

Deno.test({
  name: "a node without corosync lists what its configuration does, whatever PATH it is given",
  ignore: alone,
  fn: async () => {
    const configuration = `totem {
  version: 2
  keyfile: /etc/corosync/a \\new key
}
nodelist {
  # node { }
  node {
    ring0_addr: 10.0.0.1
    name: one and only
    nodeid: 1
  }
  node{
    nodeid:2 # the second
    ring0_addr: node2
    ring1_addr: fd00::2
  }
}
quorum {
  provider: corosync_votequorum
  name: none
}
`;
    // Corosync takes both ends of lines.
    const withControls = configuration.replaceAll("\n", "\r\n").replace("one and", "one\x1band");
    for (const stdin of [configuration, withControls]) {
      const { stdout } = await runCommand([
        ...["unshare", "--mount", "sh", "-euc"],
        "mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync; cat >/etc/corosync/corosync.conf\n" +
        'PATH=/nowhere /bin/"$@"',
        ...["sh", ...nodeWords("state", "/etc/corosync/a \\new key", "none", "none")],
      ], { stdin });
      assertStringIncludes(
        stdout,
        " listed=1/one_and_only/10.0.0.1,2/node2/fd00::2 other_file=no target=/etc/corosync/a \\new key\n",
      );
    }
  },
});

Deno.test({
  name: "an empty name of the key file, or an empty key, is none that is not set",
  ignore: alone,
  fn: async () => {
    const said = {
      "keyfile:": 'corosync reads "", not /etc/corosync/authkey\n',
      "keyfile : ": 'corosync reads "", not /etc/corosync/authkey\n',
      "key:": "corosync reads totem.key of its configuration, not /etc/corosync/authkey\n",
      "# keyfile:": "",
      // Sections may stand in front of a name.
      "}\ntotem.keyfile: /etc/mine\nlogging {":
        "corosync reads /etc/mine, not /etc/corosync/authkey\n",
      "interface.keyfile: /etc/mine": "",
      "}\nkeyfile: /etc/mine\nlogging {": "",
    };
    for (const [line, reason] of Object.entries(said)) {
      const { stdout, stderr } = await runCommand([
        ...["unshare", "--mount", "sh", "-euc"],
        'mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync; cat >/etc/corosync/corosync.conf; exec "$@"',
        ...["sh", ...nodeWords("state", "/etc/corosync/authkey", "none", "none")],
      ], { stdin: `totem {\n  ${line}\n}\n` });
      assertEquals(stderr, reason, line);
      assertStringIncludes(stdout, ` other_file=${reason === "" ? "no" : "yes"} `);
    }
  },
});

Deno.test({
  name: "a node's configuration is the one that the options of corosync's service name",
  ignore: alone,
  fn: async () => {
    const options: Readonly<Record<string, string>> = {
      'COROSYNC_OPTIONS="-c /etc/corosync/mine.conf"': "mine",
      "COROSYNC_OPTIONS=-f -c/etc/corosync/mine.conf": "mine",
      "COROSYNC_OPTIONS=-fc /etc/corosync/mine.conf": "mine",
      "# COROSYNC_OPTIONS=-c /etc/corosync/mine.conf": "usual",
      "COROSYNC_OPTIONS=-f": "usual",
    };
    for (const [line, cluster] of Object.entries(options)) {
      const { stdout, stderr } = await runCommand([
        ...["unshare", "--mount", "sh", "-euc"],
        `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync; mount -t tmpfs none /etc/default
        printf 'totem {\\n  cluster_name: usual\\n}\\n' >/etc/corosync/corosync.conf
        printf 'totem {\\n  cluster_name: mine\\n}\\n' >/etc/corosync/mine.conf
        cat >/etc/default/corosync; exec "$@"`,
        ...["sh", ...nodeWords("state", "/etc/corosync/authkey", "none", "none")],
      ], { stdin: `${line}\n` });
      assertStringIncludes(stdout, ` cluster=${cluster} `, line + stderr);
    }
  },
});

Deno.test({
  name: "a corosync in a container that runs on a node is not the node's",
  ignore: alone,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.copyFile("/bin/sleep", `${directory}/corosync`);
      const state = async (...start: readonly string[]) => {
        const child = new Deno.Command(start[0], {
          args: [...start.slice(1), `${directory}/corosync`, "60"],
        }).spawn();
        try {
          await eventually("it runs", 10, async () => {
            const found = await runCommand(["pgrep", "-fx", `${directory}/corosync 60`]);
            return found.code === 0 || null;
          });
          return (await runCommand([...nodeWords("state", `${directory}/key`, "none", "none")]))
            .stdout;
        } finally {
          child.kill("SIGKILL");
          await child.status;
        }
      };
      const contained = await state("unshare", "--pid", "--fork", "--kill-child");
      assertStringIncludes(contained, " running=no ");
      assertStringIncludes(await state("env"), " running=silent ");
    }),
});
