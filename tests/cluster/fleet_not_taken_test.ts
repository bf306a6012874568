import { assertEquals, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { putKey, untilTimesDiffer, waitForMembers, withCorosync } from "./cluster.ts";
import { type Recipe, withFleet } from "./fleet.ts";
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
import type { Machine } from "./machine.ts";
import { fleetIsImpossible } from "./requirements.ts";

const ignore = fleetIsImpossible("a key that a running corosync does not take");

const ALL = ["one", "three", "two"];

/** As after an update that has broken it; corosync.conf names it only once corosync runs. */
const BREAK_OPENSSL =
  "for file in /usr/lib/*/kronosnet/crypto_openssl.so /usr/lib*/kronosnet/crypto_openssl.so; do " +
  '[ ! -e "$file" ] || mount --bind /dev/null "$file"; done';
const NAME_NONE = "sed -i /crypto_model/d /etc/corosync/corosync.conf";
const NAME_OPENSSL = "sed -i 's|^totem {|&\\n  crypto_model: openssl|' /etc/corosync/corosync.conf";

const SCENARIOS: Readonly<Record<string, (recipe: Recipe) => Promise<void>>> = {
  "changes no key of a corosync that would not take it, and believes none that has not": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, control, keyFile, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const [one, two] = nodes as [Machine, Machine, Machine];
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
        // All that are told read their own file again: the key of one is newer than its corosync, or not there, and
        // another one's file is half edited.
        const cipher = (from: number, to: number) =>
          sh(two, `sed -i s/aes${from}/aes${to}/ /etc/corosync/corosync.conf`);
        await cipher(256, 128);
        for (const command of ["touch", "rm"]) {
          await sh(one, `${command} /etc/corosync/authkey`);
          const before = await stateOf(nodes);
          const checks = recipe === "ansible" ? [["--check"], []] : [[]];
          for (const more of checks) {
            const outcome = await run(recipe, { more });
            assertResult(recipe, outcome, "unchanged", ["two"]);
            assertStringIncludes(
              outcome.stdout + outcome.stderr,
              "corosync runs with another crypto_cipher than ",
            );
            assertEquals(await stateOf(nodes), before);
          }
        }
        await cipher(128, 256);
        await putKey(one, await Deno.readFile(keyFile));
        await waitForMembers(running, [1, 2, 3], 0);

        for (const node of nodes) await sh(node, `${BREAK_OPENSSL}; ${NAME_OPENSSL}`);
        await assertRefused("corosync runs with another crypto_model than ");
        // It ends well, and changes corosync's map.
        await one.must(["corosync-cfgtool", "-R"]);
        await assertRefused("corosync could not load crypto_openssl.so");
        // What that says to do.
        for (const node of nodes) await sh(node, NAME_NONE);
        await one.must(["corosync-cfgtool", "-R"]);
        assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
        await waitForMembers(running, [1, 2, 3], 0);
        for (const node of nodes) await sh(node, NAME_OPENSSL);
        await one.must(["corosync-cfgtool", "-R"]);

        await control.must([...PROGRAM, "-l", "-s", "256", "-k", `${keyFile}.copied`]);
        await control.must(["mv", "-f", `${keyFile}.copied`, keyFile]);
        const key = await Deno.readFile(keyFile);
        for (const node of nodes) await putKey(node, key);
        const outcome = await run(recipe);
        assertResult(recipe, outcome, "unchanged", ALL);
        assertEquals(resultOf(outcome)["memberships"], [ALL]);
      });
      // Started again, with what works: they have read the key.
      await untilTimesDiffer();
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        assertResult(recipe, await run(recipe), "one key", []);
        assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
        // Of a corosync that has ended.
        for (const node of nodes) await sh(node, "echo restart >/etc/corosync/authkey.untold");
        assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
        await assertRestartJoins(fleet);
      });
    }),

  "changes no key where corosync does not say in time with what it runs": (recipe) =>
    withRunningFleet(recipe, async ({ nodes, run }, join) => {
      const two = nodes[1];
      const before = await stateOf(nodes);
      await sh(two, "sed -i s/aes256/aes128/ /etc/corosync/corosync.conf");
      await replaceProgram(
        two,
        "corosync-cmapctl",
        'case $*, in "totem. config.,") exit 1;; esac; exec /usr/sbin/corosync-cmapctl "$@"',
      );
      const outcome = await run(recipe, { rotate: true });
      assertResult(recipe, outcome, "unchanged", ["two"]);
      assertStringIncludes(outcome.stdout + outcome.stderr, "corosync answers no more: ");
      assertEquals(await stateOf(nodes), before);
      await join([1, 2, 3]);
    }),

  "blames no corosync that has taken a key for what is written into its file later": (recipe) =>
    withRunningFleet(recipe, async (fleet, join) => {
      const { nodes, run } = fleet;
      // Somebody saves a file that is half edited while the run waits, and puts it right afterwards.
      const conf = "/etc/corosync/corosync.conf";
      await replaceProgram(
        nodes[1],
        "sleep",
        `[ "$1" -lt 3 ] || { cp -n ${conf} /run/right; echo "half {" >>${conf}; }; exec /usr/bin/sleep "$@"`,
      );
      assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
      await putBack(nodes[1], "sleep");
      await sh(nodes[1], `cat /run/right >${conf}`);
      await join([1, 2, 3]);
      assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
      await assertRestartJoins(fleet);
    }),

  "changes no key where a file beside corosync.conf is wrong, and names it": (recipe) =>
    withRunningFleet(recipe, async ({ nodes, run }, join) => {
      const before = await stateOf(nodes.slice(0, 1));
      const wrong = "/etc/corosync/uidgid.d/wrong";
      await sh(nodes[1], `mkdir /etc/corosync/uidgid.d; printf 'uidgid {\nfoo: x\n}' >${wrong}`);
      for (const more of recipe === "ansible" ? [["--check"], []] : [[]]) {
        const outcome = await run(recipe, { rotate: true, more });
        assertResult(recipe, outcome, "unchanged", ["two"]);
        assertStringIncludes(outcome.stdout + outcome.stderr, `parser error: ${wrong}:2: uidgid: `);
        assertEquals(await stateOf(nodes.slice(0, 1)), before);
        await join([1, 2, 3]);
      }
      await sh(nodes[1], `rm ${wrong}; rmdir /etc/corosync/uidgid.d`);
      assertResult(recipe, await run(recipe, { rotate: true }), "one key", []);
    }),
};

testBoth(SCENARIOS, ignore);
