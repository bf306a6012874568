import { assertEquals, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { configurationFor, startCorosync, waitForMembers } from "./cluster.ts";
import { type Recipe, withFleet } from "./fleet.ts";
import { assertResult, keyHere, sh, stateOf, testBoth, withRunningFleet } from "./fleet_results.ts";
import type { Machine } from "./machine.ts";
import { fleetIsImpossible } from "./requirements.ts";

const ignore = fleetIsImpossible("fleets of two clusters");

/** Two clusters of two nodes, whose ids are the same; one node of each is named to the recipe. */
async function withTwoClusters(
  recipe: Recipe,
  names: readonly [string, string],
  said: string,
): Promise<void> {
  await withFleet(async (fleet) => {
    const { nodes, control, run } = fleet;
    const [one, two, three] = nodes as [Machine, Machine, Machine];
    assertResult(recipe, await run(recipe), "one key", []);
    await control.must(
      ["sh", "-c", "cat >/etc/corosync/authkey"],
      await Deno.readFile(fleet.keyFile),
    );
    const before = [...await stateOf(nodes), await keyHere(fleet)];
    const clusters = [[one, two], [control, three]] as const;
    for (const [index, cluster] of clusters.entries()) {
      for (const node of cluster) {
        const text = configurationFor(cluster).replace("cluster_name: test", names[index]);
        await node.must(["sh", "-c", "cat >/etc/corosync/corosync.conf"], text);
      }
    }
    const running = [one, two, control, three].map(startCorosync);
    try {
      await waitForMembers(running, [1, 2]);
      for (const rotate of [false, true]) {
        const { code, stdout, stderr } = await run(recipe, {
          rotate,
          // The role rotates the key of all of a group alone.
          only: rotate && recipe === "ansible" ? [] : ["one", "three"],
        });
        assertStringIncludes(stdout + stderr, said);
        assertEquals(code, recipe === "clush" ? 1 : 2);
        assertEquals([...await stateOf(nodes), await keyHere(fleet)], before);
      }
      await waitForMembers(running, [1, 2], 0);
    } finally {
      for (const corosync of running) await corosync.stop();
    }
  });
}

const ONE_RUN = "; name nodes of one cluster alone, or give them one corosync.conf first if they " +
  "are to be one";

const SCENARIOS: Readonly<Record<string, (recipe: Recipe) => Promise<void>>> = {
  "refuses nodes of two clusters whose node ids are the same": (recipe) =>
    withTwoClusters(
      recipe,
      ["cluster_name: left", "cluster_name: right"],
      `one is of the cluster left, and three of the cluster right${ONE_RUN}`,
    ),

  "refuses nodes of two clusters without names, whose lists have no node in common": (recipe) =>
    withTwoClusters(
      recipe,
      ["", ""],
      `one is of one cluster, and three of another, whose list has none of its nodes${ONE_RUN}`,
    ),

  "takes a host alone for no member whose node id it has": (recipe) =>
    withFleet(async ({ nodes, control, keyFile, run }) => {
      const [one, two, three] = nodes as [Machine, Machine, Machine];
      assertResult(recipe, await run(recipe), "one key", []);
      const before = await stateOf(nodes);
      for (const cluster of [[one, two], [three]]) {
        for (const node of cluster) {
          const text = configurationFor(cluster);
          await node.must(["sh", "-c", "cat >/etc/corosync/corosync.conf"], text);
        }
      }
      const running = [one, two, three].map(startCorosync);
      try {
        await waitForMembers(running.slice(0, 2), [1, 2]);
        await waitForMembers(running.slice(2), [1]);
        await control.must([...PROGRAM, "-l", "-s", "256", "-k", keyFile]);
        const { code, stdout, stderr } = await run(recipe, { only: ["two", "three"] });
        assertStringIncludes(
          stdout + stderr,
          "another key would part the running cluster: two runs",
        );
        assertEquals(code, recipe === "clush" ? 1 : 2);
        assertEquals(await stateOf(nodes), before);
      } finally {
        for (const corosync of running) await corosync.stop();
      }
    }),

  "looks at the configuration that corosync was started with": (recipe) =>
    withFleet(async ({ nodes, run }) => {
      const [one, two] = nodes as [Machine, Machine];
      assertResult(recipe, await run(recipe), "one key", []);
      const text = configurationFor([one, two]);
      for (const node of [one, two]) {
        await node.must(["sh", "-c", "cat >/etc/corosync/mine.conf"], text);
      }
      const running = [one, two].map((node) =>
        startCorosync({
          ...node,
          enter: [...node.enter, "sh", "-c", 'exec "$@" -c /etc/corosync/mine.conf', "sh"],
        })
      );
      try {
        await waitForMembers(running, [1, 2]);
        const only = ["one", "two"];
        assertResult(recipe, await run(recipe, { only }), "one key", []);
        // It would be read once corosync is told.
        await sh(
          two,
          "sed -i 's|^totem {|&\\n  keyfile: /etc/corosync/other|' /etc/corosync/mine.conf",
        );
        assertResult(recipe, await run(recipe, { only }), "unchanged", ["two"]);
      } finally {
        for (const corosync of running) await corosync.stop();
      }
    }),

  "refuses one machine under two names": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, sshConfig, run } = fleet;
      const settings = await Deno.readTextFile(sshConfig);
      // The name of the second is one more of the first.
      await Deno.writeTextFile(sshConfig, settings.replace(nodes[1].address, nodes[0].address));
      const { code, stdout, stderr } = await run(recipe);
      assertStringIncludes(stdout + stderr, "one and two are one machine: name it once");
      assertEquals(code, recipe === "clush" ? 1 : 2);
      assertEquals(await stateOf(nodes), Array(3).fill("no key"));
    }),

  "names a node that ssh does not reach, where a rotation would part its cluster": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      const before = [...await stateOf(nodes), await keyHere(fleet)];
      await nodes[2].must(["pkill", "-x", "sshd"]);
      const { code, stdout, stderr } = await run(recipe, { rotate: true });
      assertStringIncludes(
        stdout + stderr,
        "nothing is changed: three did not answer, and another key would part the running cluster " +
          "of one two: see to it that ssh reaches three, or stop corosync there, and run it again",
      );
      assertEquals(code, recipe === "clush" ? 1 : 2);
      assertEquals([...await stateOf(nodes), await keyHere(fleet)], before);
      await join([1, 2, 3]);
    }),

  "says which nodes are to be named beside a new one that does not run yet": (recipe) =>
    withRunningFleet(recipe, async ({ nodes, run }, join) => {
      await sh(
        nodes[2],
        "pkill -KILL -x corosync; while pgrep -x corosync; do sleep 0.1; done; rm /etc/corosync/authkey",
      );
      const outcome = await run(recipe, { only: ["three"] });
      const others = ["one 10.77.0.1 (nodeid 1)", "two 10.77.0.2 (nodeid 2)"];
      assertResult(recipe, outcome, "not one cluster", others);
      assertStringIncludes(
        outcome.stdout + outcome.stderr,
        `whether these have the key is not known: ${others.join(", ")}; name them too`,
      );
      // Later than the key was written, by more than what times are known to.
      await new Promise((resolve) => setTimeout(resolve, 5000));
      const restarted = startCorosync(nodes[2]);
      try {
        await join([1, 2, 3]);
        assertResult(recipe, await run(recipe, { only: ["three"] }), "one key", []);
      } finally {
        await restarted.stop();
      }
    }),
};

testBoth(SCENARIOS, ignore);
