import { assertEquals } from "../assert.ts";
import { eventually } from "./command.ts";
import { withFleet } from "./fleet.ts";
import {
  assertResult,
  keyHere,
  putBack,
  replaceProgram,
  resultOf,
  sh,
  stateOf,
} from "./fleet_results.ts";
import { fleetIsImpossible } from "./requirements.ts";

/** A process whose standard error is read while it runs. */
function start(words: readonly string[]) {
  const [program, ...args] = words;
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stderr = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) stderr += decoder.decode(chunk, { stream: true });
  })();
  const stdout = new Response(child.stdout).text();
  return {
    stderr: () => stderr,
    outcome: async () => {
      await reading;
      return { code: (await child.status).code, stdout: await stdout, stderr };
    },
  };
}

const WAITS =
  "corosync-key-clush: waiting for another run that has begun on this machine, and holds " +
  "/run/corosync-key-clush.lock\n";

Deno.test({
  name: "of two clush runs at once the second waits and says so, and both end with the truth",
  ignore: fleetIsImpossible("two runs at once"),
  fn: () =>
    withFleet(async (fleet) => {
      const { nodes, control, run, words } = fleet;
      assertResult("clush", await run("clush"), "one key", []);
      await replaceProgram(
        nodes[0],
        "mv",
        'touch /run/here; while [ ! -e /run/go ]; do sleep 0.1; done; exec /bin/mv "$@"',
      );
      const rotation = [...control.enter, ...words("clush", { rotate: true })];
      const first = start(rotation);
      await eventually("the first run installs", 60, async () => {
        return (await nodes[0].run(["test", "-e", "/run/here"])).code === 0 || null;
      });
      const between = (await stateOf(nodes)).slice(0, 1);
      const second = start(rotation);
      await eventually("the second run waits", 60, () => second.stderr() === WAITS || null);
      assertEquals((await stateOf(nodes)).slice(0, 1), between, "the second has touched nothing");
      await sh(nodes[0], "touch /run/go");
      const outcomes = [await first.outcome(), await second.outcome()] as const;
      for (const outcome of outcomes) assertResult("clush", outcome, "one key", []);
      assertEquals(outcomes.map(({ stderr }) => stderr.includes(WAITS)), [false, true]);
      const [before, after] = outcomes.map((outcome) => resultOf(outcome)["fingerprint"]);
      assertEquals(before === after, false, "both have rotated");
      assertEquals([...await stateOf(nodes), await keyHere(fleet)], Array(4).fill(after));
      await putBack(nodes[0], "mv");

      // The lock ends with the run.
      assertResult("clush", await run("clush"), "one key", []);
      assertEquals((await run("clush")).stderr, "");
    }),
});
