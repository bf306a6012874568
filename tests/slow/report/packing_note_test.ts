import { assertEquals } from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";
import { testGroups } from "../../../lib/report/assess/verdict.ts";

Deno.test("where narrow samples come one a byte, sizes in bytes are said to be those of their bits side by side", async () => {
  const said = async (bitsPerSymbol: number, packed: boolean) => {
    const bytes = (await fairBytes(30_000)).map((byte) =>
      packed ? byte : byte >> 8 - bitsPerSymbol
    );
    const assessment = await assessBytes(bytes, {
      symbols: { bitsPerSymbol, packed },
      claimedEntropy: bitsPerSymbol,
      scope: "all",
    });
    return testGroups(assessment)
      .filter(({ note }) => note.includes("Bytes here are the samples side by side"))
      .map(({ title, note }) => [title, /side by side, (.*) of each/.exec(note)![1]]);
  };
  assertEquals(await said(1, false), [["FIPS 140-2 tests", "1 bit"], ["Bytes", "1 bit"]]);
  assertEquals(await said(3, false), [["FIPS 140-2 tests", "3 bits"], ["Bytes", "3 bits"]]);
  assertEquals([await said(1, true), await said(8, false)], [[], []]);
});
