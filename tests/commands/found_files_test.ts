import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { runProgram } from "../cli/program.ts";
import { ROOT } from "../../scripts/build/project.ts";

const ignore = skipUnless(Deno.uid() === 0, "verify", "a key that is not root's has a warning");

Deno.test({
  name: "verify gives every file that people find the verdict that fits it",
  ignore,
  fn: async () => {
    const directory = `${ROOT}tests/fixtures/keys/`;
    const verdicts: Record<string, string> = {
      "key-banner": "refused: a damaged copy of a key",
      "key-bom": "refused: a damaged copy of a key",
      "key-ps7": "refused: a damaged copy of a key",
      "key-utf16": "refused: a damaged copy of a key",
      "key-truncpad": "refused: a damaged copy of a key",
      "key-gz": "refused: this is no key",
      "key-gitcrypt": "refused: this is no key",
      "key-lfs": "refused: this is no key",
      "key-html": "refused: this is no key",
      "key-vault": "refused: this is no key",
      "key-ca.pem": "refused: this is no key",
      "key-md5sums": "refused: this is no key",
      "key-short": "refused: this is no key",
      "key256.bin": "good: corosync takes this key",
    };
    const files = Array.from(Deno.readDirSync(directory), ({ name }) => name)
      .filter((name) => name !== "README.md");
    assertEquals(files.sort(), Object.keys(verdicts).sort());
    for (const [name, verdict] of Object.entries(verdicts)) {
      const stdin = await Deno.readFile(directory + name);
      const { code, stdout } = await runProgram(["verify", "-"], { stdin });
      assertEquals(
        [stdout.split("\n")[0], code],
        [verdict, verdict.startsWith("good") ? 0 : 2],
        name,
      );
      const installed = await withTarget((to) =>
        runProgram(["install", "--force", "-", to], { stdin })
      );
      assertEquals(installed, verdict.startsWith("good") ? 0 : 6, name);
    }
  },
});

async function withTarget(run: (to: string) => Promise<{ code: number }>): Promise<number> {
  let code = -1;
  await withDirectory(async (directory) => {
    code = (await run(`${directory}/authkey`)).code;
    assertEquals(Array.from(Deno.readDirSync(directory)).length, code === 0 ? 1 : 0);
  });
  return code;
}
