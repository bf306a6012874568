import { assert, assertEquals } from "../../assert.ts";
import { countRefused } from "../../../scripts/detection.ts";
import {
  glibcRand,
  linearCongruential,
  mersenneTwister,
} from "../../../scripts/detection/generators.ts";
import { Draw, SOURCES } from "../../../scripts/detection/sources.ts";
import { fairKeys } from "../../../scripts/fair_keys.ts";

const source = (name: string) => {
  const found = SOURCES.find((source) => source.name === name);
  assert(found !== undefined, name);
  return found;
};

for (const { name, expected } of SOURCES) {
  if (expected !== "always") continue;
  Deno.test(`no run of ${name} gives a key, short or long`, () => {
    for (const [bytes, streams] of [[128, 40], [1000, 5], [4096, 2]] as const) {
      assertEquals(countRefused(source(name), bytes, streams, 7).runs, streams, `${bytes} bytes`);
    }
  });
}

Deno.test("fair bytes and hashed-looking generators are not refused", () => {
  for (const name of ["fair bytes, for comparison", "MT19937", "rand() % 256 of glibc"]) {
    assertEquals(countRefused(source(name), 128, 100, 7), { draws: 0, runs: 0 });
  }
});

Deno.test("a run is refused at its second rejection, and a draw at its first", () => {
  const fair = new Draw(fairKeys(3, 0));
  // Five equal bytes are an alarm that chance may explain; zeros are beyond chance.
  const draws = [["fair", "alarm"], ["alarm", "fair"], ["alarm", "alarm"], ["zeros", "fair"]];
  let at = 0;
  const make = (bytes: number) => {
    const kinds = draws[at++];
    return Uint8Array.from(
      kinds.flatMap((kind) => {
        if (kind === "zeros") return Array<number>(bytes / 2).fill(0);
        const [first, ...others] = fair.bytes(bytes / 2);
        return [first, ...kind === "alarm" ? others.fill(first, 0, 4) : others];
      }),
    );
  };
  const refused = countRefused({ name: "", expected: "often", make }, 128, 4, 1);
  assertEquals(refused, { draws: 3, runs: 2 });
});

Deno.test("64-bit words with a stuck bit are refused from 22 words on", () => {
  const stuck = source("64-bit words with a stuck bit");
  assertEquals(countRefused(stuck, 176, 20, 7).runs, 20);
  assert(countRefused(stuck, 168, 20, 7).runs < 10);
});

Deno.test("the generators give their published first values", () => {
  // glibc: srand(1), rand(). MT19937: init_genrand(5489), the default of C++'s std::mt19937.
  const rand = glibcRand(1);
  assertEquals([rand(), rand(), rand()], [1804289383, 846930886, 1681692777]);
  const twister = mersenneTwister(5489);
  assertEquals([twister(), twister(), twister()], [3499211612, 581869302, 3890346734]);
  // ISO C's example, srand(1): the first state is 1103515245 + 12345.
  assertEquals(linearCongruential(1)(), 1103527590);
});

Deno.test("fairKeys() is the key stream of AES-128 and reaches across its chunks", () => {
  // Known answer: AES-128, key 0, block 0 is 66e94bd4ef8a2c3b884cfa59ca342b2e (FIPS 197, widely published).
  const bytes = new Uint8Array(16);
  fairKeys(0, 0)(bytes);
  assertEquals(
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    "66e94bd4ef8a2c3b884cfa59ca342b2e",
  );
  const whole = new Uint8Array((1 << 20) + 48);
  fairKeys(5, 6)(whole);
  const fill = fairKeys(5, 6), pieces = new Uint8Array(whole.length);
  for (let at = 0; at < pieces.length; at += 4096) fill(pieces.subarray(at, at + 4096));
  assertEquals(pieces, whole);
});
