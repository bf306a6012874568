import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import {
  configurationFor,
  putKey,
  startCorosync,
  untilTimesDiffer,
  waitForMembers,
  withCorosync,
} from "./cluster.ts";
import { type CommandResult, eventually } from "./command.ts";
import { type Recipe, withFleet } from "./fleet.ts";
import {
  assertRestartJoins,
  assertResult,
  keyHere,
  putBack,
  replaceProgram,
  resultOf,
  settings,
  sh,
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
        assertStringIncludes(
          part.stdout + part.stderr,
          "warning: one runs in one cluster with nodes that this run leaves out, and perhaps with another key",
        );
        assertResult(recipe, await run(recipe), "not told", ["one"]);
        if (recipe === "ansible") {
          const dry = await run(recipe, { more: ["--check"] });
          assertEquals([resultOf(dry)["result"], resultOf(dry)["told"]], ["would change", ["one"]]);
          assertStringIncludes(dry.stdout, "corosync-cfgtool -R, which also reloads the rest");
        }
        await canTell();
        const told = await run(recipe);
        assertResult(recipe, told, "one key", []);
        assertUnchanged(recipe, told);
        // What this corosync was told it is not told again, but a file that is put there anew.
        await cannotTell();
        assertResult(recipe, await run(recipe), "one key", []);
        await putKey(nodes[2], key);
        assertResult(recipe, await run(recipe), "not told", ["one"]);
        await canTell();
        assertResult(recipe, await run(recipe), "one key", []);
        assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
        await waitForMembers(running, [1, 2, 3], 0);
        await assertRestartJoins(fleet);
      });
    }),

  "tells a cluster that was started after it was looked at, and asks it first": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      for (const node of nodes) {
        await replaceProgram(
          node,
          "mv",
          'touch /run/asked; while [ ! -e /run/runs ]; do sleep 0.1; done; exec /usr/bin/mv "$@"',
        );
      }
      for (const isWrong of [true, false]) {
        for (const node of nodes) await sh(node, "rm -f /run/asked /run/runs");
        const rotation = run(recipe, { rotate: true });
        await eventually(
          "all is ready for the key",
          50,
          async () => (await nodes[0].run(["test", "-e", "/run/asked"])).code === 0 || null,
        );
        await withCorosync(nodes, async (running) => {
          await waitForMembers(running, [1, 2, 3]);
          if (isWrong) await sh(nodes[1], "echo garbage >>/etc/corosync/corosync.conf");
          for (const node of nodes) await sh(node, "touch /run/runs");
          const outcome = await rotation;
          await waitForMembers(running, [1, 2, 3], 0);
          if (isWrong) assertResult(recipe, outcome, "not told", ["two"]);
          else assertResult(recipe, outcome, "one key", []);
          assertStringIncludes(
            outcome.stdout + outcome.stderr,
            isWrong ? "corosync would leave its cluster once it is told of a key" : "",
          );
          if (!isWrong) await assertRestartJoins(fleet);
        });
      }
    }),

  "goes back where corosync was started meanwhile with a node that the run leaves out": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, control, keyFile, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const before = await stateOf(nodes);
      for (const node of nodes) {
        await replaceProgram(
          node,
          "mv",
          'touch /run/asked; while [ ! -e /run/runs ]; do sleep 0.1; done; exec /usr/bin/mv "$@"',
        );
      }
      // All of them, or the one that was down and is left out.
      for (const late of [nodes, nodes.slice(2)]) {
        const early = nodes.filter((node) => !late.includes(node));
        for (const node of nodes) {
          await sh(node, "rm -f /run/asked /run/runs");
          await node.must(
            ["sh", "-c", "cat >/etc/corosync/corosync.conf"],
            configurationFor(nodes),
          );
        }
        await control.must([...PROGRAM, "-l", "-s", "256", "-k", `${keyFile}.copied`]);
        await control.must(["mv", "-f", `${keyFile}.copied`, keyFile]);
        const running = early.map(startCorosync);
        try {
          await waitForMembers(running, [1, 2]);
          const outcome = run(recipe, { only: ["one", "two"] });
          await eventually(
            "all is ready for the key",
            50,
            async () => (await nodes[0].run(["test", "-e", "/run/asked"])).code === 0 || null,
          );
          running.push(...late.map(startCorosync));
          await waitForMembers(running, [1, 2, 3]);
          await untilTimesDiffer();
          for (const node of nodes) await sh(node, "touch /run/runs");
          const ended = await outcome;
          assertResult(recipe, ended, "rolled back", ["one", "two"]);
          assertStringIncludes(
            ended.stdout + ended.stderr,
            "one two runs by now in one cluster with nodes that this run leaves out, ",
          );
          assertEquals(await stateOf(nodes), before);
          // By then corosync would have noticed who has another key.
          await new Promise((resolve) => setTimeout(resolve, 5000));
          await waitForMembers(running, [1, 2, 3], 0);
        } finally {
          for (const corosync of running) await corosync.stop();
        }
      }
    }),

  "leaves a new node the key with which its corosync starts meanwhile": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      const before = await stateOf(nodes);
      const late = nodes[2];
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        await running[2].stop();
        await waitForMembers(running.slice(0, 2), [1, 2]);
        await sh(late, "rm /etc/corosync/authkey");
        // The last thing that a node does once the key lies in its place.
        await replaceProgram(
          late,
          "sync",
          'case "$*" in *.new) ;; *) touch /run/asked; while [ ! -e /run/runs ]; do sleep 0.1; done ;; esac',
        );
        const outcome = run(recipe, { only: ["three"] });
        await eventually(
          "the key is there",
          50,
          async () => (await late.run(["test", "-e", "/run/asked"])).code === 0 || null,
        );
        const started = startCorosync(late);
        try {
          await waitForMembers([...running.slice(0, 2), started], [1, 2, 3]);
          await sh(late, "touch /run/runs");
          assertResult(recipe, await outcome, "one key", []);
          assertEquals(await stateOf(nodes), before);
          assertResult(recipe, await run(recipe, { only: ["three"] }), "one key", []);
          await waitForMembers([...running.slice(0, 2), started], [1, 2, 3], 0);
        } finally {
          await started.stop();
        }
      });
    }),

  "tells nobody when only a node lacks the key where no corosync runs": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      await new Promise((resolve) => setTimeout(resolve, 5000));
      await withCorosync(nodes.slice(0, 2), async (running) => {
        await waitForMembers(running, [1, 2]);
        await sh(nodes[2], "rm /etc/corosync/authkey");
        for (const { machine } of running) {
          await replaceProgram(machine, "corosync-cfgtool", "exit 1");
        }
        // Somebody is at it, and nobody has it read.
        await sh(nodes[1], "echo garbage >>/etc/corosync/corosync.conf");
        if (recipe === "ansible") {
          const dry = resultOf(await run(recipe, { more: ["--check"] }));
          assertEquals(
            [dry["result"], dry["told"], dry["lacking"]],
            ["would change", [], ["three"]],
          );
        }
        assertResult(recipe, await run(recipe), "one key", []);
        assertEquals(await stateOf(nodes), Array(3).fill(await keyHere(fleet)));
        for (const { machine } of running) await putBack(machine, "corosync-cfgtool");
      });
    }),

  "warns of nodes that do not encrypt, and of no others": (recipe) =>
    withFleet(async ({ nodes, run }) => {
      assertResult(recipe, await run(recipe), "one key", []);
      const without = (text: string) => text.replace(/ {2}crypto_(cipher|hash): .*\n/g, "");
      const forms: readonly (readonly [string, readonly string[]])[] = [
        ["  crypto_cipher: none\n  crypto_hash: none\n", ["one", "three", "two"]],
        ["  secauth: on\n", []],
      ];
      for (const [totem, unencrypted] of forms) {
        await withCorosync(nodes, async (running) => {
          await waitForMembers(running, [1, 2, 3]);
          const outcome = await run(recipe);
          assertResult(recipe, outcome, "one key", []);
          assertUnchanged(recipe, outcome);
          assertEquals(resultOf(outcome)["unencrypted"], unencrypted);
          const names = recipe === "clush" ? "one,three,two" : "one three two";
          const warning = `warning: corosync does not encrypt on ${names}: ` +
            "set crypto_cipher: aes256 and crypto_hash: sha256, with transport: knet, in totem of corosync.conf";
          const all = outcome.stdout + outcome.stderr;
          assertEquals(all.split(warning).length - 1, unencrypted.length === 0 ? 0 : 1, all);
          if (recipe === "clush") {
            const said = unencrypted.length === 0 ? "" : `corosync-key-clush: ${warning}\n`;
            assertEquals(outcome.stderr, said);
          }
          // One node would encrypt from then on, and be alone.
          await sh(
            nodes[1],
            "sed -i '/crypto_/d; /secauth/d; s/  token/  crypto_cipher: aes256\\n  crypto_hash: sha256\\n&/' " +
              "/etc/corosync/corosync.conf",
          );
          const isSame = totem.includes("secauth: on");
          assertResult(
            recipe,
            await run(recipe, { rotate: true }),
            isSame ? "one key" : "unchanged",
            isSame ? [] : ["two"],
          );
          await waitForMembers(running, [1, 2, 3], 0);
        }, (text) => without(text).replace("  token:", `${totem}  token:`));
      }
    }),

  "waits until corosync has noticed who lacks the key, however short its steps may be": (recipe) =>
    withFleet(async ({ nodes, run }) => {
      assertResult(recipe, await run(recipe), "one key", []);
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3], 60);
        for (const node of nodes) {
          await sh(node, "touch /etc/corosync/authkey");
          await replaceProgram(node, "sleep", '/bin/sleep "$@" && echo "$1" >>/run/slept');
          await replaceProgram(
            node,
            "corosync-cmapctl",
            'echo look >>/run/slept; exec /usr/sbin/corosync-cmapctl "$@"',
          );
        }
        // 5.65 s, which corosync makes of 5 s for three nodes, 1.2 times that for consensus, and 2 s more: longer than
        // a step may take.
        const more = settings(recipe, { timeout: "10", wait: "0" });
        assertResult(recipe, await run(recipe, { more }), "one key", []);
        // One that was cut off sleeps on, and ends after the next look.
        for (const node of nodes) {
          assertMatch(await node.must(["cat", "/run/slept"]), /^14\n(0\n)*look$/m);
        }
      }, (text) => text.replace("token: 1000", "token: 5000"));
    }),

  "waits for the consensus timeout too before it says that a cluster has one key": (recipe) =>
    withFleet(async ({ nodes, run }) => {
      assertResult(recipe, await run(recipe), "one key", []);
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3], 60);
        // A typo that comes once all were asked, because of which this node's corosync takes no new key. It counts as
        // joined for 14 s.
        await replaceProgram(
          nodes[2],
          "mv",
          'echo "totem {" >>/etc/corosync/corosync.conf; exec /usr/bin/mv "$@"',
        );
        const outcome = await run(recipe, { rotate: true });
        assertEquals(resultOf(outcome)["result"], "not one cluster", outcome.stdout);
      }, (text) => text.replace("token: 1000", "token: 1000\n  consensus: 12000"));
    }),

  "takes clusters that know nothing of each other for several, though each sees the same ids": (
    recipe,
  ) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      // As Debian ships it: every host is a cluster of its own, and the one node that has id 1.
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1]);
        for (const rotate of [false, true]) {
          const outcome = await run(recipe, { rotate, more: settings(recipe, { wait: "0" }) });
          assertResult(recipe, outcome, "not one cluster", ["three", "two"]);
          assertEquals(resultOf(outcome)["memberships"], [["one"], ["three"], ["two"]]);
        }
      }, (text, { address }) =>
        text.replace(
          /nodelist \{[^]*?\n\}/,
          `nodelist {
  node {
    ring0_addr: ${address}
    nodeid: 1
  }
}`,
        ));
    }),

  "refuses a file that corosync does not read, whether it runs or is to be started": (recipe) =>
    withFleet(async ({ nodes, run }) => {
      const elsewhere = settings(recipe, { target: "/etc/corosync/other" });
      const everywhere = ["one", "three", "two"];
      const configure = (totem: string) =>
        sh(nodes[1], `printf 'totem {\n${totem}}\n' >/etc/corosync/corosync.conf`);
      for (const totem of ["  keyfile: /etc/corosync/mine\n", "  key: secret\n"]) {
        await configure(totem);
        assertResult(recipe, await run(recipe), "unchanged", ["two"]);
      }
      await configure("  interface {\n    key: no\n  }\n  # keyfile: /no\n");
      assertResult(recipe, await run(recipe), "one key", []);
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        assertResult(recipe, await run(recipe, { more: elsewhere }), "unchanged", everywhere);
        assertResult(recipe, await run(recipe), "one key", []);
        // Not loaded yet: it would be once corosync is told.
        await sh(
          nodes[1],
          "sed -i 's|^totem {|&\\n  keyfile: /etc/corosync/mine|' /etc/corosync/corosync.conf",
        );
        assertResult(recipe, await run(recipe, { rotate: true }), "unchanged", ["two"]);
      });
    }),

  "warns of an old key that could not be removed, and the next run removes it": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      await replaceProgram(
        nodes[2],
        "rm",
        'case "$*" in *.before*.untold) exit 1;; esac; exec /bin/rm "$@"',
      );
      const outcome = await run(recipe, { rotate: true });
      assertResult(recipe, outcome, "one key", []);
      assertStringIncludes(
        outcome.stdout + outcome.stderr,
        "may still lie on three, as /etc/corosync/authkey.before or /etc/corosync/authkey.new: ",
      );
      const wanted = await keyHere(fleet);
      assertEquals(await stateOf(nodes), [
        wanted,
        wanted,
        `${wanted} authkey.before authkey.untold`,
      ]);
      await putBack(nodes[2], "rm");
      assertResult(recipe, await run(recipe), "one key", []);
      assertEquals(await stateOf(nodes), Array(3).fill(wanted));
    }),

  "tells a running cluster of a key to which somebody has turned a link by hand": (recipe) =>
    withFleet(async (fleet) => {
      const { nodes, control, keyFile, run } = fleet;
      assertResult(recipe, await run(recipe), "one key", []);
      for (const node of nodes) await sh(node, "cp /etc/corosync/authkey /etc/corosync/first");
      await control.must([...PROGRAM, "-l", "-s", "256", "-k", keyFile]);
      const second = await Deno.readFile(keyFile);
      for (const node of nodes) {
        await putKey(node, second);
        await sh(node, "cd /etc/corosync; mv authkey second; ln -s first authkey");
      }
      // Corosync starts later than both files were written, by more than what times are known to.
      await new Promise((resolve) => setTimeout(resolve, 5000));
      await withCorosync(nodes, async (running) => {
        await waitForMembers(running, [1, 2, 3]);
        for (const node of nodes) await sh(node, "ln -sfn second /etc/corosync/authkey");
        assertResult(recipe, await run(recipe), "one key", []);
        await assertRestartJoins(fleet);
      });
    }),
};

testBoth(SCENARIOS, ignore);
