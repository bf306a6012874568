import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { putKey, startCorosync, waitForMembers, withCorosync } from "./cluster.ts";
import { eventually } from "./command.ts";
import { type Recipe, withFleet } from "./fleet.ts";
import {
  assertResult,
  keyHere,
  putBack,
  replaceProgram,
  resultOf,
  settings,
  sh,
  stateOf,
  testBoth,
  withRunningFleet,
} from "./fleet_results.ts";
import type { Machine } from "./machine.ts";
import { fleetIsImpossible } from "./requirements.ts";

const ignore = fleetIsImpossible("fleets that are more than a run names");

const stop = (node: Machine): Promise<string> => node.must(["pkill", "-STOP", "-x", "corosync"]);
const goOn = (node: Machine): Promise<string> => node.must(["pkill", "-CONT", "-x", "corosync"]);

const SCENARIOS: Readonly<Record<string, (recipe: Recipe) => Promise<void>>> = {
  "makes no key where the nodes have one, and says how to fetch it": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, control, keyFile, run, sshConfig, executable } = fleet;
      const before = [...await stateOf(nodes), await keyHere(fleet)];
      await control.must(["rm", keyFile]);
      for (const only of [["one"], []]) {
        const { code, stdout, stderr } = await run(recipe, { only });
        assertEquals(code, recipe === "clush" ? 1 : 2);
        assertStringIncludes(stdout + stderr, `there is no key in ${keyFile}, but on one`);
        const command = /'(ssh root@one cat [^']*)'/.exec(stdout + stderr)?.[1] ?? "none";
        assertEquals(
          command,
          `ssh root@one cat /etc/corosync/authkey | ${executable} install - ${keyFile}`,
        );
        assertEquals(await Deno.stat(keyFile).catch(() => "none"), "none");
        assertEquals(await stateOf(nodes), before.slice(0, 3));
        if (only.length === 0) await sh(control, command.replace("ssh", `ssh -F ${sshConfig}`));
      }
      assertResult(recipe, await run(recipe), "one key", []);
      assertEquals([...await stateOf(nodes), await keyHere(fleet)], before);
      await join([1, 2, 3]);
    }),

  "rotates without a key here, which is there after success only": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, control, keyFile, run } = fleet;
      const before = await stateOf(nodes);
      await control.must(["rm", keyFile]);
      await nodes[1].must(["mount", "-o", "remount,ro", "/etc/corosync"]);
      assertResult(recipe, await run(recipe, { rotate: true }), "unchanged", ["two"]);
      assertEquals(await Deno.stat(keyFile).catch(() => "none"), "none");
      await nodes[1].must(["mount", "-o", "remount,rw", "/etc/corosync"]);
      assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals(after, Array(4).fill(after[0]));
      assertEquals(after[0] === before[0], false);
      await join([1, 2, 3]);
    }),

  "does not part a running cluster when it is run for a part of it": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, control, keyFile, run } = fleet;
      assertResult(recipe, await run(recipe, { only: ["one"] }), "one key", []);
      const before = await stateOf(nodes);
      await control.must([...PROGRAM, "-l", "-s", "256", "-k", keyFile]);
      const { code, stdout, stderr } = await run(recipe, { only: ["one"] });
      assertEquals(code, recipe === "clush" ? 1 : 2);
      assertMatch(stdout + stderr, /would part the running cluster: one runs in one with nodes/);
      const part = await run(recipe, { only: ["one", "two"], rotate: true });
      assertEquals(part.code, recipe === "clush" ? 1 : 2);
      assertEquals(await stateOf(nodes), before);
      await join([1, 2, 3]);
    }),

  "names the nodes of corosync's list that are neither members nor known to be down": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      const [one, two, three] = nodes as [Machine, Machine, Machine];
      assertResult(recipe, await run(recipe), "one key", []);
      await three.must([...PROGRAM, "-l", "-s", "256"]);
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running.slice(0, 2), [1, 2]);
        await waitForMembers(running.slice(2), [3]);
        for (const only of [["one", "two"], ["one"]]) {
          const outcome = await run(recipe, { only });
          assertResult(recipe, outcome, "not one cluster", ["three 10.77.0.3 (nodeid 3)"]);
          assertEquals(resultOf(outcome)["memberships"], [[...only].sort()]);
        }
        await three.run(["pkill", "-KILL", "-x", "corosync"]);
        await eventually(
          "corosync is gone",
          10,
          async () => (await three.run(["pgrep", "-x", "corosync"])).code === 1 || null,
        );
        const left = await run(recipe, { only: ["one", "two"] });
        assertResult(recipe, left, "not one cluster", ["three 10.77.0.3 (nodeid 3)"]);
        assertResult(recipe, await run(recipe), "one key", []);
        const restarted = startCorosync(three);
        try {
          for (const machine of [one, two, three]) {
            await waitForMembers([{ ...restarted, machine }], [1, 2, 3]);
          }
        } finally {
          await restarted.stop();
        }
      });
    }),

  "names a node whose corosync runs and does not answer, and repairs it in the next run": (
    recipe,
  ) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = await keyHere(fleet);
      await stop(nodes[2]);
      assertResult(recipe, await run(recipe, { rotate: true }), "not one cluster", ["three"]);
      assertEquals(await keyHere(fleet), before, "the key here is replaced after success only");
      for (const line of await stateOf(nodes)) {
        assertMatch(line, / authkey\.before authkey\.untold$/);
      }
      await goOn(nodes[2]);
      await eventually("three answers", 20, async () => {
        return (await nodes[2].run(["timeout", "5", "corosync-cfgtool", "-s"])).code === 0 || null;
      });
      assertResult(recipe, await run(recipe), "one key", []);
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals(after, Array(4).fill(after[0]));
      assertEquals(after[0] === before, false);
      await join([1, 2, 3]);
    }),

  "hears one state of a node, which speaks for no other": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run, control, executable, keyFile } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const before = [...await stateOf(nodes), await keyHere(fleet)];
      // As after a rotation that was cut off when two alone had its key.
      await control.must([executable, "-l", "-s", "256", "-k", `${keyFile}.next`]);
      await putKey(nodes[1], await Deno.readFile(`${keyFile}.next`));
      // Further lines say that two more nodes have it, by whatever name, and then the run fails.
      await replaceProgram(
        nodes[1],
        "sh",
        `case $4 in
        state)
          said=$(/bin/sh "$@") && printf '%s\\n' "$said"
          for i in 1 2; do
            name=${recipe === "clush" ? "corosync-key:" : "x$i"}
            printf '%s\\n' "$said" | sed "s/^corosync-key:/$name/; s/names=/names=x$i,/"
          done ;;
        receive) cat >/dev/null; exit 1 ;;
        *) exec /bin/sh "$@" ;;
        esac`,
      );
      assertResult(recipe, await run(recipe, { rotate: true }), "unchanged", ["two"]);
      await putBack(nodes[1], "sh");
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals([after[0], after[2], after[3]], [before[0], before[2], before[3]]);
      assertResult(recipe, await run(recipe), "one key", []);
      assertEquals(await keyHere(fleet), after[1]);
    }),

  "says so when corosync cannot be told, and the next run tells it": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = await keyHere(fleet);
      for (const node of nodes) await replaceProgram(node, "corosync-cfgtool", "exit 127");
      const outcome = await run(recipe, { rotate: true });
      assertResult(recipe, outcome, "not told", ["one"]);
      assertStringIncludes(
        outcome.stdout + outcome.stderr,
        "corosync-cfgtool -R failed: it reads all of corosync.conf again, which must be right",
      );
      assertEquals(await keyHere(fleet), before);
      for (const line of await stateOf(nodes)) {
        assertMatch(line, / authkey\.before authkey\.untold$/);
      }
      for (const node of nodes) await putBack(node, "corosync-cfgtool");
      assertResult(recipe, await run(recipe), "one key", []);
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals(after, Array(4).fill(after[0]));
      await join([1, 2, 3]);
    }),

  "refuses what verify refuses, corosync's own program, and one that is not there": (recipe) =>
    withFleet(async ({ nodes, control, keyFile, run }) => {
      const marked = "the key of corosync on this machine";
      await control.must(["sh", "-c", "cat >/etc/corosync/authkey"], marked);
      const refused = {
        "/usr/sbin/corosync-keygen": "/usr/sbin/corosync-keygen is another program than ours",
        "nowhere": "there is no nowhere here: install ours",
      };
      for (const [program, message] of Object.entries(refused)) {
        const outcome = await run(recipe, { more: settings(recipe, { program }) });
        assertEquals(outcome.code, recipe === "clush" ? 1 : 2);
        assertStringIncludes(outcome.stdout + outcome.stderr, message);
      }
      assertEquals(await control.must(["cat", "/etc/corosync/authkey"]), marked);
      assertEquals(await Deno.stat(keyFile).catch(() => "none"), "none");
      await sh(control, `head -c 256 /dev/zero >${keyFile}`);
      const zeros = await run(recipe);
      assertEquals(zeros.code, recipe === "clush" ? 1 : 2);
      assertStringIncludes(
        zeros.stdout + zeros.stderr,
        `${keyFile} is given to no node: every byte is zero`,
      );
      assertEquals(await stateOf(nodes), Array(3).fill("no key"));
    }),

  "takes a target with blanks and quotes, and names a directory that is not there": (recipe) =>
    withFleet(async ({ nodes, keyFile, run }) => {
      const directory = "/etc/corosync/with blank's";
      const file = `${keyFile} here`;
      const more = settings(recipe, { target: `${directory}/authkey`, file });
      for (const node of nodes) {
        const configuration = `totem {\n  keyfile: ${directory}/authkey\n}\n`;
        await Deno.writeTextFile(
          `/proc/${node.init}/root/etc/corosync/corosync.conf`,
          configuration,
        );
      }
      const missing = await run(recipe, { more });
      assertResult(recipe, missing, "unchanged", ["one", "three", "two"]);
      assertStringIncludes(
        (missing.stdout + missing.stderr).replaceAll("\\", ""),
        `there is no directory ${directory}`,
      );
      for (const node of nodes) await node.must(["mkdir", directory]);
      assertResult(recipe, await run(recipe, { more }), "one key", []);
      assertResult(recipe, await run(recipe, { more }), "one key", []);
      const wanted = await Deno.readFile(file);
      for (const node of nodes) {
        const path = `/proc/${node.init}/root${directory}/authkey`;
        assertEquals(await Deno.readFile(path), wanted);
      }
    }),
};

testBoth(SCENARIOS, ignore);

Deno.test({
  name: "the role refuses an empty group, batches and numbers that mean nothing; free is linear",
  ignore,
  fn: () =>
    withFleet(async ({ nodes, control, keyFile, run, words }) => {
      const refused: readonly (readonly [Record<string, unknown>, string])[] = [
        [{ corosync_key_group: "nosuch" }, "there is no host in a group nosuch"],
        [
          { corosync_key_timeout: 0 },
          "corosync_key_timeout is '0': a whole number from 1 to 86400 is needed",
        ],
        [
          { corosync_key_size: 127 },
          "corosync_key_size is '127': a whole number from 128 to 4096 is needed",
        ],
      ];
      for (const [variables, message] of refused) {
        const more = ["--extra-vars", JSON.stringify(variables)];
        const { code, stdout, stderr } = await run("ansible", { more });
        assertEquals(code === 0, false, stdout);
        assertStringIncludes(stdout + stderr, message);
      }
      assertEquals(await stateOf(nodes), Array(3).fill("no key"));
      assertEquals(await Deno.stat(keyFile).catch(() => "none"), "none");
      const free = await control.run(["env", "ANSIBLE_STRATEGY=free", ...words("ansible")]);
      assertResult("ansible", free, "one key", []);
    }),
});
