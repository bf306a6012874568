import { assertEquals, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { waitForMembers, withCorosync } from "./cluster.ts";
import type { Machine } from "./machine.ts";
import { fleetIsImpossible } from "./requirements.ts";
import { type Recipe, withFleet } from "./fleet.ts";

const ignore = fleetIsImpossible("fleets of three nodes");

/** Fingerprint of the key on each node, or why there is none; and everything that lies beside it. */
async function stateOf(nodes: readonly Machine[]): Promise<string[]> {
  return await Promise.all(nodes.map(async (node) => {
    const { code, stdout } = await node.run([...PROGRAM, "fingerprint", "/etc/corosync/authkey"]);
    const files = (await node.must(["ls", "-A", "/etc/corosync"])).trim().split("\n");
    const beside = files.filter((name) => name !== "" && name !== "authkey");
    return [code === 0 ? stdout.split(" ")[0] : "no key", ...beside].join(" ");
  }));
}

/** Makes a directory of a node a file system that has room for nothing more. */
const fill = (node: Machine): Promise<string> =>
  node.must([
    "sh",
    "-c",
    "cd /etc/corosync && mount -o remount,size=8k . && ! cat /dev/zero > filler",
  ]);
const empty = (node: Machine): Promise<string> =>
  node.must(["sh", "-c", "cd /etc/corosync && rm filler && mount -o remount,size=1m ."]);

/** Room for two more files: the new key and a copy of the old one, and not the one that install writes. */
const leaveTwoFiles = (node: Machine): Promise<string> =>
  node.must([
    "sh",
    "-c",
    "cd /etc/corosync && used=$(df --output=iused . | tail -1) && " +
    'mount -o remount,nr_inodes="$((used + 2))" .',
  ]);
const leaveManyFiles = (node: Machine): Promise<string> =>
  node.must(["mount", "-o", "remount,nr_inodes=1000", "/etc/corosync"]);

async function repairs(recipe: Recipe): Promise<void> {
  await withFleet(async ({ nodes, keyFile, run }) => {
    const [one, two, three] = nodes;
    const wanted = async () => (await one.must([...PROGRAM, "fingerprint", keyFile])).split(" ")[0];

    await one.must([...PROGRAM, "-l"]);
    const old = (await stateOf(nodes))[0];
    await fill(two);
    await three.must(["ip", "link", "set", "eth0", "down"]);
    const first = await run(recipe, false);
    assertEquals(first.code === 0, false, first.stdout + first.stderr);
    assertStringIncludes(plain(first.stdout), '"result":"unchanged"');
    assertStringIncludes(plain(first.stdout), '"problems":["three","two"]');
    assertStringIncludes(plain(first.stdout), '"otherKey":["one"]');
    assertEquals(await stateOf(nodes), [old, "no key filler", "no key"], "nothing half done");

    await empty(two);
    await three.must(["ip", "link", "set", "eth0", "up"]);
    const second = await run(recipe, false);
    assertEquals(second.code, 0, second.stdout + second.stderr);
    assertStringIncludes(plain(second.stdout), await wanted());
    assertStringIncludes(plain(second.stdout), '"problems":[]');
    assertEquals(await stateOf(nodes), Array(3).fill(await wanted()), "the second run repairs it");

    await withCorosync(nodes, async (running) => {
      await waitForMembers(running, [1, 2, 3]);
      const before = await stateOf(nodes);
      await leaveTwoFiles(three);
      const third = await run(recipe, true);
      assertEquals(third.code === 0, false, third.stdout + third.stderr);
      assertStringIncludes(plain(third.stdout), '"result":"rolled back"');
      assertStringIncludes(plain(third.stdout), '["three"]');
      assertEquals(await stateOf(nodes), before, "all nodes went back");
      await waitForMembers(running, [1, 2, 3], 0);

      await leaveManyFiles(three);
      const fourth = await run(recipe, false);
      assertEquals(fourth.code, 0, fourth.stdout + fourth.stderr);
      const after = await stateOf(nodes);
      assertEquals(after, Array(3).fill(`${await wanted()} corosync.conf`));
      assertEquals(after[0] === before[0], false, "the key was rotated");
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await waitForMembers(running, [1, 2, 3], 0);
    });
  });
}

/** Ansible prints JSON inside of JSON. */
const plain = (text: string): string =>
  text.replaceAll("\\", "").replaceAll('", "', '","').replaceAll('": ', '":');

for (const recipe of ["ansible", "clush"] as const) {
  Deno.test({
    name:
      `the ${recipe} recipe gives three nodes one key, or changes nothing, and repairs what is left`,
    ignore,
    fn: () => repairs(recipe),
  });
}
