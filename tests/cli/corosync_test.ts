import { assertEquals, assertMatch } from "../assert.ts";
import { corosyncIsMissing, NODE_LIST, testConfiguration } from "../corosync.ts";
import { withDirectory } from "../keys.ts";
import { runProgram } from "./program.ts";

const ignore = corosyncIsMissing("giving corosync the keys of the program");

const configuration = (keyFile: string): string =>
  `totem {
  version: 2
  cluster_name: keys
  crypto_cipher: aes256
  crypto_hash: sha256
  keyfile: ${keyFile}
}
${NODE_LIST}`;

Deno.test({
  name: "corosync -t takes the keys of the program, from the least to the greatest size",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      for (const size of [128, 256, 4096]) {
        for (const source of [["-l"], ["-r", "/dev/urandom"]]) {
          const path = `${directory}/authkey`;
          const made = await runProgram([...source, "-s", `${size}`, "-k", path]);
          assertEquals([made.code, made.stderr], [0, ""]);
          const { code, output } = await testConfiguration(configuration(path));
          assertEquals(code, 0, output);
        }
      }
    }),
});

Deno.test({
  name: "corosync -t refuses the same key without its last byte",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      assertEquals((await runProgram(["-l", "-k", path])).code, 0);
      await Deno.truncate(path, 127);
      const { code, output } = await testConfiguration(configuration(path));
      assertEquals(code, 8);
      assertMatch(output, /Could only read 1016 bits of minimum 1024 bits/);
    }),
});
