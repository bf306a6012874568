import { assertEquals } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { putKey, waitForMembers, withCorosync } from "./cluster.ts";
import type { CommandResult } from "./command.ts";
import { type Recipe, withFleet } from "./fleet.ts";
import {
  assertRestartJoins,
  assertResult,
  keyHere,
  putBack,
  replaceProgram,
  stateOf,
  testBoth,
} from "./fleet_results.ts";
import { fleetIsImpossible } from "./requirements.ts";

const ignore = fleetIsImpossible("what a running corosync is told of");

/** Ansible counts nothing as changed; clush counts nothing at all. */
function assertUnchanged(recipe: Recipe, { stdout }: CommandResult): void {
  if (recipe === "ansible") assertEquals(/changed=[1-9]/.test(stdout), false, stdout);
}

const SCENARIOS: Readonly<Record<string, (recipe: Recipe) => Promise<void>>> = {
  "tells a running cluster of a key that somebody has copied to all nodes by hand": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, control, keyFile, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const cannotTell = async () => {
        for (const node of nodes) await replaceProgram(node, "corosync-cfgtool", "exit 1");
      };
      const canTell = async () => {
        for (const node of nodes) await putBack(node, "corosync-cfgtool");
      };
      // Corosync starts later than the key was written, by more than what times are known to.
      await new Promise((resolve) => setTimeout(resolve, 5000));
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        await cannotTell();
        const converged = await run(recipe);
        assertResult(recipe, converged, "one key", []);
        assertUnchanged(recipe, converged);

        await control.must([...PROGRAM, "-l", "-s", "256", "-k", `${keyFile}.copied`]);
        await control.must(["mv", "-f", `${keyFile}.copied`, keyFile]);
        const key = await Deno.readFile(keyFile);
        for (const node of nodes) await putKey(node, key);
        const part = await run(recipe, { only: ["one"] });
        assertResult(recipe, part, "one key", []);
        assertResult(recipe, await run(recipe), "not told", ["one"]);
        await canTell();
        const told = await run(recipe);
        assertResult(recipe, told, "one key", []);
        assertUnchanged(recipe, told);
        assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
        await waitForMembers(running, [1, 2, 3], 0);
        await assertRestartJoins(fleet);
      });
    }),
};

testBoth(SCENARIOS, ignore);
