import { assertEquals, assertStringIncludes } from "../assert.ts";
import { configurationFor, startCorosync, waitForMembers } from "./cluster.ts";
import { type Recipe, withFleet } from "./fleet.ts";
import { assertResult, keyHere, stateOf, testBoth } from "./fleet_results.ts";
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
        const text = configurationFor(cluster).replace("cluster_name: test", names[index]!);
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
};

testBoth(SCENARIOS, ignore);
