import { assertEquals } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { fairBytes } from "../report/samples.ts";

/** A plural behind a single one: "1 bytes", but not "1,001 bytes", "0.1 bits" or "1 of 1 bits". */
const SINGLE_OF_SEVERAL =
  /(?<![\d.,] ?|of )\b1 (?:failed )?(?:bits|blocks|bytes|columns|keys|rounds|samples|sequences|stretches|symbols|tests)\b/g;

Deno.test("one of anything has no plural", async () => {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${cwd}/byte`, Uint8Array.of(0xfd));
    await Deno.writeFile(`${cwd}/bits`, await fairBytes(7_500));
    for (
      const words of [
        "assess --partial byte",
        "assess --partial --json byte",
        "assess --partial --raw byte",
        "assess --partial --raw --claimed-entropy 1 byte",
        "assess --partial --samples 2 byte",
        "assess --skip 1 byte",
        "assess --fips --partial --require fips byte",
        "assess --require-min-entropy 1 byte",
        "assess --bits-per-symbol 1 --lsb-first byte",
        "assess --bits-per-symbol 1 --claimed-entropy 2 byte",
        "assess --sp800-22 --sequence-bits 1000 bits",
        "starvation --rounds 1 -r bits",
        "verify byte",
        "fingerprint byte byte",
      ]
    ) {
      const { stdout, stderr } = await runProgram(words.split(" "), { cwd });
      const [found = null] = `${stdout}\n${stderr}`.replaceAll(/\s+/g, " ")
        .match(SINGLE_OF_SEVERAL) ?? [];
      assertEquals([words, found], [words, null]);
    }
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

Deno.test("--require fips without a whole block wants no number of blocks", async () => {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${cwd}/short`, await fairBytes(1_000));
    const { code, stdout } = await runProgram(["assess", "--require", "fips", "short"], { cwd });
    assertEquals(code, 6);
    const requirement = stdout.replaceAll(/\s+/g, " ").match(
      /nothing was tested\), wanted (.*?) FIPS/,
    );
    assertEquals(
      requirement?.[1].startsWith("as many failed blocks as fair data has, and none"),
      true,
    );
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});
