import { assert, assertEquals } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { startCorosync, waitForMembers, withCorosync } from "./cluster.ts";
import { type CommandResult, eventually } from "./command.ts";
import { type Fleet, type Recipe, withFleet } from "./fleet.ts";
import type { Machine } from "./machine.ts";

/** Fingerprint of the key on each node, or why there is none; and everything that lies beside it. */
export async function stateOf(nodes: readonly Machine[]): Promise<string[]> {
  return await Promise.all(nodes.map(async (node) => {
    const { code, stdout } = await node.run([...PROGRAM, "fingerprint", "/etc/corosync/authkey"]);
    const files = (await node.must(["ls", "-A", "/etc/corosync"])).trim().split("\n");
    const beside = files.filter((name) => !["", "authkey", "corosync.conf"].includes(name));
    return [code === 0 ? stdout.split(" ")[0] : "no key", ...beside].join(" ");
  }));
}

/** Fingerprint of the key on the machine that recipes run on. */
export async function keyHere({ control, keyFile }: Fleet): Promise<string> {
  return (await control.must([...PROGRAM, "fingerprint", keyFile])).split(" ")[0];
}

/** What a recipe said last: one object of JSON, by Ansible inside of another. */
export function resultOf({ stdout, stderr }: CommandResult): Record<string, unknown> {
  // Ansible writes it as a string of JSON, in which quotes of a message have three backslashes.
  const said = stdout.includes('\\"result\\"')
    ? stdout.replaceAll('\\\\\\"', "'").replaceAll("\\", "")
    : stdout;
  const found = /\{"result":.*\}/.exec(said.replaceAll('", "', '","').replaceAll('": ', '":'));
  assert(found !== null, `no result in ${stdout}${stderr}`);
  const text = found[0];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "{") depth++;
    if (text[i] === "}" && --depth === 0) return JSON.parse(text.slice(0, i + 1));
  }
  throw new Error(`the result does not end: ${text}`);
}

/** Exit codes of the recipes by their results; Ansible has one for every failure. */
const CODES = {
  "one key": { clush: 0, ansible: 0 },
  "unchanged": { clush: 1, ansible: 2 },
  "rolled back": { clush: 2, ansible: 2 },
  "not rolled back": { clush: 3, ansible: 2 },
  "not told": { clush: 3, ansible: 2 },
  "not one cluster": { clush: 3, ansible: 2 },
  "not kept": { clush: 3, ansible: 2 },
} as const;

export function assertResult(
  recipe: Recipe,
  outcome: CommandResult,
  result: keyof typeof CODES,
  problems: readonly string[],
): void {
  const said = resultOf(outcome);
  const all = outcome.stdout + outcome.stderr;
  assertEquals([said["result"], said["problems"]], [result, problems], all);
  assertEquals(outcome.code, CODES[result][recipe], all);
}

export const sh = (node: Machine, script: string): Promise<string> =>
  node.must(["sh", "-euc", script]);

/** Puts a program before another of the same name on a node. */
export const replaceProgram = (node: Machine, name: string, script: string): Promise<string> =>
  node.must(
    ["sh", "-c", `cat >/usr/local/sbin/${name} && chmod 755 /usr/local/sbin/${name}`],
    `#!/bin/sh\n${script}\n`,
  );
export const putBack = (node: Machine, name: string): Promise<string> =>
  node.must(["rm", `/usr/local/sbin/${name}`]);

/** Gives all nodes their first key, starts corosync and runs `action` when they are one cluster. */
export async function withRunningFleet(
  recipe: Recipe,
  action: (fleet: Fleet, join: (wanted: readonly number[]) => Promise<void>) => Promise<void>,
): Promise<void> {
  await withFleet(async (fleet) => {
    assertResult(recipe, await fleet.run(recipe), "one key", []);
    await withCorosync(fleet.nodes, async (running) => {
      const join = (wanted: readonly number[]) => waitForMembers(running, wanted);
      await join([1, 2, 3]);
      await action(fleet, join);
    });
  });
}

/** Only the new key is on the disk: that a node joins with it proves that the others run with it. */
export async function assertRestartJoins({ nodes }: Fleet): Promise<void> {
  const [one, , three] = nodes;
  await three.run(["pkill", "-KILL", "-x", "corosync"]);
  await eventually(
    "corosync is gone",
    10,
    async () => (await three.run(["pgrep", "-x", "corosync"])).code === 1 || null,
  );
  const restarted = startCorosync(three);
  try {
    for (const machine of [one, three]) {
      await waitForMembers([{ ...restarted, machine }], [1, 2, 3]);
    }
  } finally {
    await restarted.stop();
  }
}

/** What a recipe is told on top of the rest, by the names that the role has for it. */
export function settings(recipe: Recipe, options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([name, value]) =>
    recipe === "clush"
      ? [name === "file" ? "--key" : `--${name}`, value]
      : ["--extra-vars", JSON.stringify({ [`corosync_key_${name}`]: value })]
  );
}

/** A test of each claim about both recipes. */
export function testBoth(
  scenarios: Readonly<Record<string, (recipe: Recipe) => Promise<void>>>,
  ignore: boolean,
): void {
  for (const [claim, scenario] of Object.entries(scenarios)) {
    for (const recipe of ["ansible", "clush"] as const) {
      Deno.test({ name: `the ${recipe} recipe ${claim}`, ignore, fn: () => scenario(recipe) });
    }
  }
}
