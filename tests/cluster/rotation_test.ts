import { assertEquals } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { startCorosync, waitForMembers, withCorosync } from "./cluster.ts";
import { clusterIsImpossible } from "./requirements.ts";
import { fingerprintOn, keyOf, withTwoMachines } from "./two_nodes.ts";

const ignore = clusterIsImpossible("a new key for a running cluster");

Deno.test({
  name: "a running cluster takes a new key with corosync-cfgtool -R and never falls apart",
  ignore,
  fn: withTwoMachines(async ([one, two]) => {
    await one.must([...PROGRAM, "-l"]);
    await two.must([...PROGRAM, "install", "-"], await keyOf(one));
    await withCorosync([one, two], async (running) => {
      await waitForMembers(running, [1, 2]);
      // Log lines come through a pipe and may lag behind what quorumtool says.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const memberships = () => running.map(({ log }) => log().split("A new membership").length);
      const before = memberships();
      const old = await fingerprintOn(one);
      await one.must([...PROGRAM, "-l"]);
      await two.must([...PROGRAM, "install", "-"], await keyOf(one));
      const renewed = await fingerprintOn(one);
      assertEquals([await fingerprintOn(two), renewed === old], [renewed, false]);
      await one.must(["corosync-cfgtool", "-R"]);
      // Longer than the token timeout of one second, after which a lost node would be noticed.
      for (let i = 0; i < 5; i++) {
        await waitForMembers(running, [1, 2], 0);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      assertEquals(memberships(), before);
      // Only the new key is on the disk: who joins now proves that the others use it.
      await running[1].stop();
      await waitForMembers([running[0]], [1]);
      const restarted = startCorosync(two);
      try {
        await waitForMembers([running[0], restarted], [1, 2]);
      } finally {
        await restarted.stop();
      }
    });
  }),
});
