import { assert, assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { waitForMembers, withCorosync } from "./cluster.ts";
import { type CommandResult, eventually } from "./command.ts";
import type { Machine } from "./machine.ts";
import { fleetIsImpossible } from "./requirements.ts";
import { type Fleet, type Recipe, withFleet } from "./fleet.ts";
import {
  assertRestartJoins,
  assertResult,
  keyHere,
  putBack,
  replaceProgram,
  resultOf,
  sh,
  stateOf,
  testBoth,
  withRunningFleet,
} from "./fleet_results.ts";

const ignore = fleetIsImpossible("fleets of three nodes");

/** Kills a rotation, and all that it has started here, once it has come so far. */
async function cutOffRotation(
  recipe: Recipe,
  { control, words }: Fleet,
  what: string,
  isSoFar: () => Promise<boolean>,
): Promise<void> {
  const [program, ...args] = [...control.enter, ...words(recipe, { rotate: true })];
  const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const child = new Deno.Command(program, { args, ...silent }).spawn();
  await eventually(what, 300, async () => await isSoFar() || null);
  await control.run(["pkill", "-KILL", "-f", "corosync-key-clush|ansible-playbook|clush"]);
  await child.status;
}

const SCENARIOS: Readonly<Record<string, (recipe: Recipe) => Promise<void>>> = {
  "gives three nodes one key, or changes nothing, and repairs what is left": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      const [one, two, three] = nodes as [Machine, Machine, Machine];
      await one.must([...PROGRAM, "-l"]);
      await fleet.control.must([...PROGRAM, "-l", "-s", "256", "-k", fleet.keyFile]);
      const old = (await stateOf(nodes))[0];
      await sh(two, "cd /etc/corosync; mount -o remount,size=8k .; ! cat /dev/zero >filler");
      await three.must(["ip", "link", "set", "eth0", "down"]);
      const first = await run(recipe);
      assertResult(recipe, first, "unchanged", ["three"]);
      await three.must(["ip", "link", "set", "eth0", "up"]);
      const second = await run(recipe);
      assertResult(recipe, second, "unchanged", ["two"]);
      assertEquals(resultOf(second)["otherKey"], ["one"]);
      assertEquals(await stateOf(nodes), [old, "no key filler", "no key"], "nothing half done");

      await sh(two, "cd /etc/corosync; rm filler; mount -o remount,size=1m .");
      assertResult(recipe, await run(recipe), "one key", []);
      assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));

      // What a run leaves that is killed before it has installed anything.
      await sh(one, "cd /etc/corosync; cp authkey authkey.before; echo >authkey.new");
      await sh(two, ": >/etc/corosync/authkey.absent");
      assertResult(recipe, await run(recipe), "one key", []);
      assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
    }),

  "goes back everywhere when one node cannot install, and keeps the old key here": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = [...await stateOf(nodes), await keyHere(fleet)];
      // Room for two more files: what is sent and a copy of the old key.
      await sh(
        nodes[2],
        "cd /etc/corosync; used=$(df --output=iused . | tail -n 1)\n" +
          'mount -o remount,nr_inodes="$((used + 2))" .',
      );
      const failed = await run(recipe, { rotate: true });
      assertResult(recipe, failed, "rolled back", ["three"]);
      assertEquals([...await stateOf(nodes), await keyHere(fleet)], before);
      await join([1, 2, 3]);

      await nodes[2].must(["mount", "-o", "remount,nr_inodes=1000", "/etc/corosync"]);
      assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals(after, Array(4).fill(after[0]));
      assertEquals(after[0] === before[0], false, "the key was rotated");
      await join([1, 2, 3]);
      await assertRestartJoins(fleet);
    }),

  "repairs a node that runs with another key, whether its file has it or not": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      for (const file of ["right", "wrong"]) {
        await sh(nodes[2], "cp -p /etc/corosync/authkey /run/right");
        await nodes[2].must([...PROGRAM, "-l", "-s", "256"]);
        await withCorosync(nodes, async (running) => {
          await waitForMembers(running.slice(0, 2), [1, 2]);
          await waitForMembers(running.slice(2), [3]);
          if (file === "right") await sh(nodes[2], "mv -f /run/right /etc/corosync/authkey");
          const outcome = await run(recipe);
          assertResult(recipe, outcome, "one key", []);
          assertEquals(resultOf(outcome)["memberships"], [["one", "three", "two"]]);
          await waitForMembers(running, [1, 2, 3], 0);
        });
      }
    }),

  "says so when a partition outlasts a rotation, and the next run ends it": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = await keyHere(fleet);
      // What corosync sends is dropped, what ssh sends is not.
      const rule = "ipproto udp dport 5405 blackhole";
      for (const node of nodes.slice(0, 2)) {
        await sh(node, `ip rule add to 10.77.0.3 ${rule}; ip route flush cache`);
      }
      for (const last of [1, 2]) await sh(nodes[2], `ip rule add to 10.77.0.${last} ${rule}`);
      await eventually("three is alone", 20, async () => {
        const { stdout } = await nodes[2].run(["corosync-quorumtool", "-s"]);
        return /Nodes:\s+1\n/.test(stdout) || null;
      });
      const outcome = await run(recipe, { rotate: true });
      assertResult(recipe, outcome, "not one cluster", ["three"]);
      assertEquals(resultOf(outcome)["memberships"], [["one", "two"], ["three"]]);
      assertEquals(await keyHere(fleet), before, "the key here is replaced after success only");
      for (const node of nodes.slice(0, 2)) await sh(node, `ip rule del to 10.77.0.3 ${rule}`);
      for (const last of [1, 2]) await sh(nodes[2], `ip rule del to 10.77.0.${last} ${rule}`);
      await join([1, 2, 3]);
      assertResult(recipe, await run(recipe), "one key", []);
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals(after, Array(4).fill(after[0]));
      assertEquals(after[0] === before, false, "the rotation was finished, not taken back");
      await join([1, 2, 3]);
      await assertRestartJoins(fleet);
    }),

  "names a node that dies in the middle, and repairs it when it is back": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = [...await stateOf(nodes.slice(0, 2)), await keyHere(fleet)];
      await replaceProgram(
        nodes[2],
        "mv",
        "ip link set eth0 down; while :; do sleep 1; done",
      );
      const started = performance.now();
      const outcome = await run(recipe, {
        rotate: true,
      });
      assertResult(recipe, outcome, "not rolled back", ["three"]);
      assert(performance.now() - started < 600_000, "no step waits without a limit");
      assertEquals([...await stateOf(nodes.slice(0, 2)), await keyHere(fleet)], before);
      await nodes[2].run(["pkill", "-f", "^/bin/sh /usr/local/sbin/mv"]);
      await putBack(nodes[2], "mv");
      await nodes[2].must(["ip", "link", "set", "eth0", "up"]);
      assertResult(recipe, await run(recipe), "one key", []);
      assertEquals(await stateOf(nodes), Array(3).fill(before[0]));
      await join([1, 2, 3]);
    }),

  "finishes in the next run what was cut off before the cluster was told": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = await keyHere(fleet);
      for (const node of nodes) {
        await replaceProgram(
          node,
          "corosync-cfgtool",
          'case $1 in -R) touch /run/asked; sleep 1000;; esac; exec /usr/sbin/corosync-cfgtool "$@"',
        );
      }
      await cutOffRotation(recipe, fleet, "a node is told", async () => {
        const asked = await Promise.all(
          nodes.map((node) => node.run(["test", "-e", "/run/asked"])),
        );
        return asked.some(({ code }) => code === 0);
      });
      for (const node of nodes) {
        await putBack(node, "corosync-cfgtool");
        await node.run(["pkill", "-x", "sleep"]);
      }
      assertEquals(await keyHere(fleet), before);
      assertResult(recipe, await run(recipe), "one key", []);
      const after = [...await stateOf(nodes), await keyHere(fleet)];
      assertEquals(after, Array(4).fill(after[0]));
      assertEquals(after[0] === before, false);
      await join([1, 2, 3]);
      await assertRestartJoins(fleet);
    }),

  "finishes in the next run a rotation that was cut off while one node had not installed": (
    recipe,
  ) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const before = await keyHere(fleet);
      // Without what lies beside them in the middle of a run.
      const keys = async () => (await stateOf(nodes)).map((state) => state.split(" ")[0]);
      await replaceProgram(
        nodes[2],
        "mv",
        "touch /run/asked; while :; do sleep 1; done",
      );
      await cutOffRotation(
        recipe,
        fleet,
        "two nodes have the key, and the third is at it",
        async () => {
          const { code } = await nodes[2].run(["test", "-e", "/run/asked"]);
          const [one, two] = await keys();
          return code === 0 && one !== before && one === two;
        },
      );
      await nodes[2].run(["pkill", "-f", "^/bin/sh /usr/local/sbin/mv"]);
      await putBack(nodes[2], "mv");
      const [rotated, , third] = await keys();
      assertEquals([await keyHere(fleet), third], [before, before]);
      const outcome = await run(recipe);
      assertResult(recipe, outcome, "one key", []);
      assertStringIncludes(
        outcome.stdout + outcome.stderr,
        "a rotation did not end: the key to give is the one in ",
      );
      assertEquals([...await stateOf(nodes), await keyHere(fleet)], Array(4).fill(rotated));
    }),

  "changes nothing when a node is read-only": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = [...await stateOf(nodes), await keyHere(fleet)];
      await nodes[1].must(["mount", "-o", "remount,ro", "/etc/corosync"]);
      assertResult(recipe, await run(recipe, { rotate: true }), "unchanged", ["two"]);
      assertEquals([...await stateOf(nodes), await keyHere(fleet)], before);
      await nodes[1].must(["mount", "-o", "remount,rw", "/etc/corosync"]);
      assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
      await join([1, 2, 3]);
    }),

  "works for an administrator who becomes root with sudo": (recipe) =>
    withFleet(async (fleet) => {
      assertResult(recipe, await fleet.run(recipe, { become: true }), "one key", []);
      assertEquals(await stateOf(fleet.nodes), Array(3).fill(await keyHere(fleet)));
      for (const node of fleet.nodes) {
        const shown = await node.must(["stat", "-c", "%a %u %s", "/etc/corosync/authkey"]);
        assertEquals(shown, "400 0 256\n");
      }
    }),

  "refuses a node whose corosync reads another file": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      for (const node of nodes) {
        await sh(node, "cp -p /etc/corosync/authkey /etc/corosync/elsewhere");
      }
      const configure = (text: string, { name }: { readonly name: string }) =>
        name === "two"
          ? text.replace("totem {", "totem {\n  keyfile: /etc/corosync/elsewhere")
          : text;
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        assertResult(recipe, await run(recipe, { rotate: true }), "unchanged", ["two"]);
      }, configure);
    }),
};

testBoth(SCENARIOS, ignore);

/** The hosts for which Ansible counts a change. */
const changedIn = ({ stdout }: CommandResult): string[] =>
  Array.from(stdout.matchAll(/^(\S+) +: ok=\d+ +changed=[1-9]/gm), ([, host]) => host).sort();

Deno.test({
  name: "the role's second run changes nothing, check mode neither, and diff mode shows no secret",
  ignore,
  fn: () =>
    withFleet(async (fleet) => {
      const { nodes, keyFile, run } = fleet;
      const dry = await run("ansible", { more: ["--check", "--diff"] });
      assertEquals([dry.code, resultOf(dry)["result"]], [0, "would change"], dry.stdout);
      assertEquals(changedIn(dry), ["one", "three", "two"]);
      assertEquals(await stateOf(nodes), Array(3).fill("no key"));
      assertEquals(await Deno.stat(keyFile).catch(() => "none"), "none");
      const first = await run("ansible", { more: ["--diff"] });
      assertResult("ansible", first, "one key", []);
      const key = await Deno.readFile(keyFile);
      for (const form of [key.toHex(), key.toBase64()]) {
        assertEquals(first.stdout.includes(form.slice(0, 24)), false);
      }
      assertEquals(first.stdout.includes("+++"), false, first.stdout);
      const second = await run("ansible");
      assertResult("ansible", second, "one key", []);
      assertMatch(second.stdout, /one +: ok=\d+ +changed=0 /);
      assertEquals(changedIn(second), []);
      const converged = await run("ansible", { more: ["--check"] });
      assertEquals([converged.code, changedIn(converged)], [0, []]);
      const said = resultOf(converged);
      assertEquals([said["result"], said["lacking"]], ["nothing would change", []]);
      await sh(nodes[1], "cd /etc/corosync; cp authkey authkey.before");
      const left = resultOf(await run("ansible", { more: ["--check"] }));
      assertEquals([left["result"], left["left"]], ["would change", ["two"]]);
      assertResult("ansible", await run("ansible"), "one key", []);
      assertEquals(second.stdout.includes("unrelated"), false, "no host of another group");
      const dryAgain = await run("ansible", { rotate: true, more: ["--check"] });
      assertEquals(resultOf(dryAgain)["result"], "would change");
      assertEquals(resultOf(dryAgain)["lacking"], ["one", "three", "two"]);
      assertEquals(changedIn(dryAgain), ["one", "three", "two"]);
      assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
      const part = await run("ansible", { rotate: true, more: ["--limit", "one"] });
      assertEquals(part.code, 2);
      assertStringIncludes(part.stdout, "a new key is for all nodes of cluster");
      const limited = await run("ansible", { more: ["--limit", "cluster"] });
      assertResult("ansible", limited, "one key", []);
    }),
});

Deno.test({
  name: "the role's key is relative to where it is started, and nothing else is, whatever PWD says",
  ignore,
  fn: () =>
    withFleet(async ({ nodes, control, keyFile, words }) => {
      const key = async (directory: string) => {
        await control.must(["mkdir", "-p", directory]);
        await control.must([...PROGRAM, "-l", "-s", "256", "-k", `${directory}/a key`]);
        return (await control.must([...PROGRAM, "fingerprint", `${directory}/a key`])).split(
          " ",
        )[0];
      };
      const [here, there] = ["/run/here", "/run/there"];
      const wanted = await key(here);
      assertEquals(await key(there) === wanted, false);
      const relative = words("ansible").map((word) => word.replaceAll(keyFile, "./a key"));
      const start = ["env", "-C", here, `PWD=${there}`, ...relative];
      assertResult("ansible", await control.run(start), "one key", []);
      assertEquals(await stateOf(nodes), Array(3).fill(wanted));
    }),
});
