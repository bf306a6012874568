import { assertEquals, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { fixedKey } from "../keys.ts";
import { putKey, waitForMembers, withCorosync } from "./cluster.ts";
import { clusterIsImpossible } from "./requirements.ts";
import { assertApart, fingerprintOn, KEY_FILE, keyOf, withTwoMachines } from "./two_nodes.ts";

const ignore = clusterIsImpossible("nodes with different keys");

Deno.test({
  name: "different keys make two clusters of one; fingerprint shows it before and after",
  ignore,
  fn: withTwoMachines(async ([one, two]) => {
    for (const machine of [one, two]) await machine.must([...PROGRAM, "-l"]);
    const [before, other] = [await fingerprintOn(one), await fingerprintOn(two)];
    const check = await two.run([...PROGRAM, "fingerprint", "--check", before]);
    assertEquals([check.code, before === other], [1, false]);
    await withCorosync([one, two], assertApart);
    assertEquals([await fingerprintOn(one), await fingerprintOn(two)], [before, other]);
    const key = await keyOf(one);
    await two.must([...PROGRAM, "install", "-"], key);
    await two.must([...PROGRAM, "fingerprint", "--check", before]);
    await withCorosync([one, two], (running) => waitForMembers(running, [1, 2]));
  }),
});

Deno.test({
  name: "a newline that was added to a key makes two clusters of one, as verify warns",
  ignore,
  fn: withTwoMachines(async ([one, two]) => {
    const key = await fixedKey("newline", 128);
    await putKey(one, key);
    await putKey(two, Uint8Array.from([...key, 0x0a]));
    await withCorosync([one, two], async (running) => {
      const { code, stdout } = await two.run([...PROGRAM, "verify"]);
      assertEquals(code, 1, stdout);
      assertStringIncludes(stdout, "warning: a newline seems to have been added");
      await assertApart(running);
    });
  }),
});

Deno.test({
  name: "corosync exits 8 for a key of 127 bytes, and verify had said so with exit 2",
  ignore,
  fn: withTwoMachines(async ([one]) => {
    await putKey(one, await fixedKey("short", 127));
    const { code, stdout } = await one.run([...PROGRAM, "verify", KEY_FILE]);
    assertEquals(code, 2);
    assertStringIncludes(stdout, "corosync wants at least 128 and exits with code 8");
    await withCorosync([one], async ([corosync]) => {
      assertEquals(await corosync.ended, 8);
      assertStringIncludes(corosync.log(), "Could only read 1016 bits of minimum 1024 bits");
    });
  }),
});
