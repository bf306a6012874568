import { assert, assertEquals, assertGreaterOrEqual, assertMatch } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { PROGRAM } from "../../cli/program.ts";
import type { Value } from "../../cli/upstream_difference.ts";
import { DIFFERENCES } from "../../cli/upstream_differences.ts";
import { FIELDS, type Observation, observeOurs, observeUpstream } from "../../cli/upstream_run.ts";
import { SCENARIOS } from "../../cli/upstream_scenarios.ts";

const programs = { "corosync-keygen": "corosync", setpriv: "util-linux", unshare: "util-linux" };
const ignore = skipWithout({ programs, root: true }, "comparing with Debian's corosync-keygen");

/** The other forms run all of the scenarios: deno task test:executables. */
const FROM_SOURCE = PROGRAM.includes("run") && /deno[^/]*$/.test(PROGRAM[0]);

function matches(text: string, value: Value): boolean {
  return typeof value === "string" ? text === value : value.test(text);
}

/** What is wrong with one scenario: a difference that is not listed, or a listed one that is not there. */
function faults(name: string, upstream: Observation, ours: Observation): string[] {
  const listed = DIFFERENCES.find(({ scenarios }) => scenarios.includes(name))?.differs ?? {};
  return FIELDS.flatMap((field) => {
    const expected = listed[field];
    const same = upstream[field] === ours[field];
    const asListed = expected === undefined ? same : !same &&
      matches(upstream[field], expected[0]) && matches(ours[field], expected[1]);
    return asListed ? [] : [JSON.stringify(
      {
        name,
        field,
        listed: expected?.map(String) ?? "the same",
        upstream: upstream[field].slice(0, 2000),
        ours: ours[field],
      },
      null,
      2,
    )];
  });
}

Deno.test("the list of differences names each scenario once, and only scenarios that exist", () => {
  const names = SCENARIOS.map(({ name }) => name);
  const differing = DIFFERENCES.flatMap(({ scenarios }) => scenarios);
  assertEquals(new Set(names).size, names.length);
  assertEquals(new Set(differing).size, differing.length);
  assertEquals(differing.filter((name) => !names.includes(name)), []);
  assertGreaterOrEqual(names.length, 2 * 121);
  const told = Deno.readTextFileSync(`${ROOT}README.md`).replace(/\s+/g, " ");
  assertMatch(
    told,
    new RegExp(`in ${names.length} situations and .*list of the ${differing.length} that differ,`),
  );
});

Deno.test({
  name: "the program does what Debian's corosync-keygen does, but for the listed differences",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const found: string[] = [];
      let sameNames = 0;
      const possible = SCENARIOS.filter(({ needsExecutable }) => !needsExecutable || !FROM_SOURCE);
      for (const [index, scenario] of possible.entries()) {
        if (!scenario.endsBefore) continue;
        // The original makes its key there. (bench/README.md names this difference.)
        const { code, stdout, stderr } = await observeOurs(scenario, `${directory}/ends-${index}`);
        assertMatch(code, /^(1|101)$/, scenario.name);
        assertMatch(stderr, /working directory was deleted|panicked at/);
        assertEquals(stdout, "");
      }
      const scenarios = possible.filter(({ endsBefore }) => !endsBefore);
      const names = scenarios.map(({ name }) => name);
      for (const [index, scenario] of scenarios.entries()) {
        const [upstream, ours] = await Promise.all([
          observeUpstream(scenario, `${directory}/upstream-${index}`),
          observeOurs(scenario, `${directory}/ours-${index}`),
        ]);
        found.push(...faults(scenario.name, upstream, ours));
        if (FIELDS.every((field) => upstream[field] === ours[field])) sameNames++;
      }
      assert(found.length === 0, found.join("\n"));
      const differing = DIFFERENCES.flatMap(({ scenarios }) => scenarios)
        .filter((name) => names.includes(name)).length;
      assertEquals(sameNames, scenarios.length - differing);
    }),
});
