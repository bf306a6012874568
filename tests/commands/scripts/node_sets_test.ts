import { assertEquals } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";

const ignore = skipWithout({ programs: { bash: "bash" } }, "sets of nodes");

/** What the functions print, a line each, in a run for n2, n10 and n1 in this order. */
async function printed(...lines: readonly string[]): Promise<readonly string[]> {
  const script = `set -feuo pipefail; . "$0"; nodes=n2,n10,n1\n${lines.join("\n")}`;
  const { code, stdout, stderr } = await runCommand([
    ...["bash", "-c", script, `${ROOT}scripts/fleet/node_sets.sh`],
  ]);
  assertEquals([code, stderr], [0, ""]);
  return stdout.trimEnd().split("\n");
}

Deno.test({
  name: "sets of nodes have the order of the run, each node once, and no other nodes",
  ignore,
  fn: async () => {
    assertEquals(
      await printed(
        "set_of n1 other n2 n1",
        "union n1 '' n10,n1 n2",
        "without n2,n10,n1 n10,other",
        "without n2,n1 n1,n2",
        "common n2,n10 n1,n10,other",
        "count n2,n1",
        "count ''",
        "echo \"[$(union '' '')$(without '' n1)$(common n1 '')]\"",
      ),
      ["n2,n1", "n2,n10,n1", "n2,n1", "", "n10", "2", "0", "[]"],
    );
  },
});

Deno.test({
  name: "what a node says in the place of a name is a name, and no command or pattern",
  ignore,
  fn: async () => {
    assertEquals(
      await printed("set_of 'a[$(echo n1 >&2)]' '$(echo n1 >&2)' '*' ']' n1", "union '*' n2"),
      ["n1", "n2"],
    );
  },
});
