import { compareAssessments } from "../../lib/assess/comparison.ts";
import { assertEquals } from "../assert.ts";
import { assessBytes, fairBytes } from "../report/samples.ts";

Deno.test("a source of fewer than 1,000 bytes differs in nothing, since its noise is not known; a constant one of 1,000 does", async () => {
  const fair = await assessBytes(await fairBytes(20_000), { partial: true });
  const differing = async (bytes: Uint8Array) => {
    const one = await assessBytes(bytes, { partial: true });
    return [[one, fair], [fair, one]].map((pair) =>
      compareAssessments(pair).filter(({ differs }) => differs[1]).map(({ figure }) => figure)
    );
  };
  for (const bytes of [[5], [204, 204], [12, 3], Array(999).fill(5)]) {
    assertEquals(await differing(Uint8Array.from(bytes)), [[], []], `${bytes}`);
  }
  for (const bytes of [150, 300, 999, 1000]) {
    assertEquals(await differing(await fairBytes(bytes)), [[], []], `${bytes} fair bytes`);
  }
  for (const figures of await differing(new Uint8Array(1000).fill(5))) {
    assertEquals(figures.includes("mean byte"), true);
  }
});
