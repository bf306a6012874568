import { assert, assertEquals } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { assertFits } from "../cli/schema.ts";
import { runProgram } from "../cli/program.ts";

const ignore = skipUnless(Deno.uid() === 0, "verify", "a key that is not root's has a warning");

Deno.test({
  name: "what is plainly no key has no fingerprint, by which a passphrase could be guessed",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const text = (words: string) => new TextEncoder().encode(words);
      const passphrase = "correct horse battery staple ".repeat(5);
      const files: [string, Uint8Array][] = [
        ["passphrase", text(passphrase)],
        ["mostly-text", text(passphrase).map((byte, i) => i % 10 === 9 ? 0xff : byte)],
        ["too-short", await fixedKey("no key", 127)],
      ];
      for (const [code, bytes] of files) {
        const path = `${directory}/${code}`;
        await writeKey(path, bytes);
        const json = await runProgram(["verify", "--json", path]);
        assertFits("verify", json.stdout);
        const { fingerprint, findings } = JSON.parse(json.stdout);
        assertEquals([json.code, fingerprint, findings[0].code], [2, null, code]);
        for (const command of ["verify", "fingerprint", "install"]) {
          const names = command === "install" ? [path, `${directory}/to`] : [path];
          const outcome = await runProgram([command, ...names]);
          assert(!`${outcome.stdout}${outcome.stderr}`.includes("SHA256:"), command + code);
        }
        const made = await runProgram(["-l", "--json", "--verbose", "-k", path]);
        assertEquals(JSON.parse(made.stdout).keyFile.previousKey.fingerprint, null, code);
      }
    }),
});

Deno.test({
  name: "verify prints no hash of less than a key, which could be a passphrase",
  ignore,
  fn: async () => {
    for (const [sizeBytes, hashes] of [[0, 0], [12, 0], [127, 0], [128, 1]]) {
      const stdin = await fixedKey("hash", sizeBytes);
      const { stdout } = await runProgram(["verify", "-"], { stdin });
      assertEquals(stdout.match(/SHA256:/g)?.length ?? 0, hashes, `${sizeBytes} bytes`);
      const json = await runProgram(["verify", "--json", "-"], { stdin });
      assertFits("verify", json.stdout);
      assertEquals(JSON.parse(json.stdout).fingerprint === null, hashes === 0);
    }
  },
});
