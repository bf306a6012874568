import { assertEquals, assertStringIncludes } from "../assert.ts";
import { PROGRAM } from "../cli/program.ts";
import { fixedKey } from "../keys.ts";
import { putKey, waitForMembers, withCorosync } from "./cluster.ts";
import { candidates } from "./programs.ts";
import { clusterIsImpossible } from "./requirements.ts";
import { fingerprintOn, keyOf, withTwoMachines } from "./two_nodes.ts";

const ignore = clusterIsImpossible("clusters of two nodes with one key");

for (const { name, words } of ignore ? [] : await candidates()) {
  Deno.test({
    name: `keys of 128, 256 and 4096 bytes from ${name} make a quorum of two`,
    ignore,
    fn: withTwoMachines(async ([one, two]) => {
      for (const sizeBytes of [128, 256, 4096]) {
        await one.must([...words, "--less-secure", "--size", `${sizeBytes}`]);
        const key = await keyOf(one);
        assertEquals(key.length, sizeBytes);
        await two.must([...words, "install", "-"], key);
        key.fill(0);
        await withCorosync([one, two], async (running) => {
          await waitForMembers(running, [1, 2]);
          for (const machine of [one, two]) {
            const { code, stdout } = await machine.run([...words, "verify"]);
            assertEquals(code, 0, stdout);
            assertStringIncludes(stdout, "encryption: on (cipher aes256, hash sha256)");
            assertStringIncludes(
              await machine.must(["corosync-quorumtool", "-s"]),
              "Quorate:          Yes",
            );
          }
        });
      }
    }),
  });
}

Deno.test({
  name: "corosync drops what follows byte 4096, so keys of one fingerprint make one cluster",
  ignore,
  fn: withTwoMachines(async ([one, two]) => {
    const key = await fixedKey("cut", 4200);
    await putKey(one, key.subarray(0, 4096));
    await putKey(two, key);
    assertEquals(await fingerprintOn(one), await fingerprintOn(two));
    await withCorosync([one, two], (running) => waitForMembers(running, [1, 2]));
  }),
});

Deno.test({
  name: "a totem.key and a file with the same characters and a zero byte make one cluster",
  ignore,
  fn: withTwoMachines(async ([one, two]) => {
    const text = "key-in-the-configuration".repeat(6);
    await putKey(one, new TextEncoder().encode(`${text}\0`));
    const configure = (configuration: string, { name }: { name: string }) =>
      name === "one" ? configuration : configuration.replace("totem {", `totem {\n  key: ${text}`);
    await withCorosync([one, two], async (running) => {
      await waitForMembers(running, [1, 2]);
      // corosync takes text for a key; we call it none.
      for (const machine of [one, two]) {
        assertEquals((await machine.run([...PROGRAM, "fingerprint"])).code, 3);
      }
      assertEquals((await two.run([...PROGRAM, "verify"])).code, 2);
    }, configure);
  }),
});
