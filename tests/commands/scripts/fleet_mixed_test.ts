import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { fixedKey } from "../../keys.ts";
import { exists, files, LISTED, type Node, state, withController } from "./fleet_controller.ts";

/** Nodes that are not of one cluster: which are refused, by their states. */

const FIRST =
  "; name nodes of one cluster alone, or give them one corosync.conf first if they are to be one\n";

const ONE: Node = { running: "yes", members: "1,2,", id: "1" };
const TWO: Node = { ...ONE, id: "2" };

Deno.test(
  "nodes of clusters with two names are refused, running or not, before a key is made",
  withController(async (key, choose) => {
    for (
      const [cluster, named] of [["right", "the cluster right"], ["", "a cluster without a name"]]
    ) {
      for (const rotate of [false, true]) {
        const { code, stdout, stderr } = await choose([
          state("one", { ...ONE, cluster: "left" }),
          state("none", { cluster: "-" }),
          state("two", { ...TWO, cluster: cluster }),
        ], { rotate });
        assertEquals(
          [code, stdout, stderr],
          [1, "", `one is of the cluster left, and two of ${named}${FIRST}`],
        );
      }
      const stopped = await choose([
        state("one", { cluster: "left" }),
        state("two", { cluster: cluster }),
      ]);
      assertEquals(stopped.code, 1);
    }
    assertEquals([await exists(key), await exists(`${key}.next`)], [false, false]);
    // Who has no configuration yet is of any.
    const joining = await choose([
      state("new", { cluster: "-" }),
      state("one", { cluster: "left" }),
      state("two", { cluster: "left" }),
    ]);
    assertEquals([joining.code, joining.stderr], [0, ""]);
  }),
);

Deno.test(
  "nodes whose lists of nodes have nothing in common are refused, whatever their clusters' names",
  withController(async (key, choose) => {
    await Deno.writeFile(key, await fixedKey("key", 256));
    const others = "1/four/10.0.0.4,2/five/10.0.0.5";
    for (const cluster of ["", "test"]) {
      const { code, stderr } = await choose([
        state("one", { ...ONE, cluster, listed: LISTED }),
        state("five", { ...TWO, cluster, listed: others }),
      ]);
      assertEquals(
        [code, stderr],
        [1, `one is of one cluster, and five of another, whose list has none of its nodes${FIRST}`],
      );
    }
    const taken: Readonly<Record<string, string>> = {
      "a node or an address was added": "1/10.0.0.1/10.1.0.1,4/four/10.0.0.4",
      "a host alone is no part of a cluster yet": "1/node1/127.0.0.1",
      "there is no list": "-",
    };
    for (const [why, listed] of Object.entries(taken)) {
      const { code } = await choose([
        state("one", { ...ONE, listed: LISTED }),
        state("two", { ...TWO, listed }),
      ]);
      assertEquals(code, 0, why);
    }
  }),
);

Deno.test(
  "a host alone that has the id of a member is not that member, so that no cluster is parted",
  withController(async (key, choose) => {
    await Deno.writeFile(key, await fixedKey("key", 256));
    const two = state("two", { ...TWO, listed: LISTED, members: "1,2,", sum: "aa" });
    const refusal = "another key would part the running cluster: two runs in one with nodes that " +
      "this run leaves out; run it for all of them\n";
    for (const listed of ["1/node1/127.0.0.1", "1/new/10.0.0.9"]) {
      const alone: Node = {
        running: "yes",
        members: "1,",
        id: "1",
        names: "new,10.0.0.9,",
        listed,
      };
      for (const rotate of [false, true]) {
        const { code, stderr } = await choose([state("new", alone), two], { rotate });
        assertEquals([code, stderr], [1, refusal]);
      }
    }
    // One that looked before another had joined is the member that the list has.
    const one = state("one", { ...ONE, members: "1,", listed: LISTED });
    assertEquals((await choose([one, two])).code, 0);
  }),
);

Deno.test("a node that is silent at one look is no node of others, and a node that is left out is", async () => {
  const members = "1,2,3,";
  const listed = "1/10.0.0.1,2/10.0.0.2,3/10.0.0.3";
  const one = state("one", { ...ONE, members, listed });
  const two = state("two", { ...TWO, members, listed });
  const partial = (nodes: string) =>
    runCommand(["sh", `${files}controller.sh`, "partial", nodes, "one two", one, two]);
  const leftOut = await partial("one two");
  assertEquals([leftOut.code, leftOut.stdout], [0, "one\ntwo\n"]);
  assertStringIncludes(leftOut.stderr, "one two runs by now in one cluster with nodes that this");
  const silent = await partial("one two three");
  assertEquals([silent.code, silent.stdout, silent.stderr], [0, "", ""]);
});

Deno.test("ids are counted in the cluster that they are of", async () => {
  const { stdout } = await runCommand([
    ...["sh", `${files}controller.sh`, "absent", "one five"],
    state("one", { ...ONE, cluster: "left", listed: "1/one/10.0.0.1,2/two/10.0.0.2" }),
    state("five", {
      ...TWO,
      cluster: "right",
      members: "2,",
      listed: "1/four/10.0.0.4,2/five/10.0.0.5",
    }),
  ]);
  assertEquals(stdout, "four 10.0.0.4 (nodeid 1)\n");
});

Deno.test(
  "one machine under two names is refused, and machines of one name or of one kernel are not",
  withController(async (key, choose) => {
    const names = "host,10.0.0.1,";
    for (const rotate of [false, true]) {
      const { code, stderr } = await choose([
        state("alias", { names, boot: "b1" }),
        state("one", { names, boot: "b1" }),
      ], { rotate });
      assertEquals([code, stderr], [1, "alias and one are one machine: name it once\n"]);
    }
    assertEquals([await exists(key), await exists(`${key}.next`)], [false, false]);
    const others: readonly Node[] = [
      { names, boot: "b2" },
      { names: "host,10.0.0.2,", boot: "b1" },
      { names },
    ];
    for (const other of others) {
      const { code } = await choose([state("one", { names, boot: "b1" }), state("two", other)]);
      assertEquals(code, 0, JSON.stringify(other));
    }
  }),
);

Deno.test(
  "a node that does not answer is named, and what to do, where another key would part its cluster",
  withController(async (_, choose) => {
    const running: Node = { running: "yes", members: "1,2,3,", sum: "aa" };
    const states = [
      state("one", { ...running, id: "1" }),
      state("two", { ...running, id: "2" }),
    ];
    const { code, stderr } = await choose(states, {
      rotate: true,
      dry: true,
      nodes: ["one", "three", "two"],
    });
    assertEquals([code, stderr], [
      1,
      "nothing is changed: three did not answer, and another key would part the running cluster of " +
      "one two: see to it that ssh reaches three, or stop corosync there, and run it again\n",
    ]);
  }),
);
