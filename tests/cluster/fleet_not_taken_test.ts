import { assertEquals, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { putKey, waitForMembers, withCorosync } from "./cluster.ts";
import { type Recipe, withFleet } from "./fleet.ts";
import {
  assertRestartJoins,
  assertResult,
  keyHere,
  resultOf,
  sh,
  stateOf,
  testBoth,
} from "./fleet_results.ts";
import { fleetIsImpossible } from "./requirements.ts";

const ignore = fleetIsImpossible("a key that a running corosync does not take");

const ALL = ["one", "three", "two"];

/** As after an update that has broken it; corosync.conf names it only once corosync runs. */
const BREAK_OPENSSL =
  "for file in /usr/lib/*/kronosnet/crypto_openssl.so /usr/lib*/kronosnet/crypto_openssl.so; do " +
  '[ ! -e "$file" ] || mount --bind /dev/null "$file"; done';
const NAME_OPENSSL = "sed -i 's|^totem {|&\\n  crypto_model: openssl|' /etc/corosync/corosync.conf";

const SCENARIOS: Readonly<Record<string, (recipe: Recipe) => Promise<void>>> = {
  "changes no key of a corosync that would not take it, and believes none that has not": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, control, keyFile, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const old = await keyHere(fleet);
      const assertRefused = async (reason: string) => {
        const outcome = await run(recipe, { rotate: true });
        assertResult(recipe, outcome, "unchanged", ALL);
        assertStringIncludes(outcome.stdout + outcome.stderr, reason);
        assertEquals(await stateOf(nodes), Array(3).fill(old));
        assertEquals((await control.run(["test", "-e", `${keyFile}.next`])).code, 1);
      };
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        for (const node of nodes) await sh(node, `${BREAK_OPENSSL}; ${NAME_OPENSSL}`);
        await assertRefused("corosync runs with another crypto_model than ");
        // It ends well, and changes corosync's map.
        await nodes[0].must(["corosync-cfgtool", "-R"]);
        await assertRefused("corosync could not load crypto_openssl.so");

        await control.must([...PROGRAM, "-l", "-s", "256", "-k", `${keyFile}.copied`]);
        await control.must(["mv", "-f", `${keyFile}.copied`, keyFile]);
        const key = await Deno.readFile(keyFile);
        for (const node of nodes) await putKey(node, key);
        for (let i = 0; i < 2; i++) {
          const outcome = await run(recipe);
          assertResult(recipe, outcome, "not one cluster", ALL);
          assertEquals(resultOf(outcome)["memberships"], [ALL]);
        }
      });
      // Started again, with what works: they have read the key.
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        assertResult(recipe, await run(recipe), "one key", []);
        assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
        assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
        await assertRestartJoins(fleet);
      });
    }),
};

testBoth(SCENARIOS, ignore);
