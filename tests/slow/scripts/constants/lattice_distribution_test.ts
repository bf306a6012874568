import { assertEquals } from "../../../assert.ts";
import {
  exactInterval,
  probabilityAbove,
  probabilityBelow,
} from "../../../../scripts/constants/lattice_distribution.ts";

/** 10, 12, 14, 16 with these probabilities, all of them exact in a double. */
const DISTRIBUTION = {
  first: 10,
  step: 2,
  probabilities: Float64Array.of(1 / 16, 3 / 16, 10 / 16, 2 / 16),
};

Deno.test("probabilityBelow() and probabilityAbove() leave the value itself out", () => {
  assertEquals(probabilityBelow(DISTRIBUTION, 10), 0);
  assertEquals(probabilityBelow(DISTRIBUTION, 12), 1 / 16);
  assertEquals(probabilityBelow(DISTRIBUTION, 13), 4 / 16);
  assertEquals(probabilityAbove(DISTRIBUTION, 16), 0);
  assertEquals(probabilityAbove(DISTRIBUTION, 14), 2 / 16);
  assertEquals(probabilityAbove(DISTRIBUTION, 9), 1);
});

Deno.test("exactInterval() cuts off as much as the tail allows, and no more", () => {
  assertEquals(exactInterval(DISTRIBUTION, 2 / 16), { least: 12, most: 14 });
  assertEquals(exactInterval(DISTRIBUTION, 1.9 / 16), { least: 12, most: 16 });
  assertEquals(exactInterval(DISTRIBUTION, 0.9 / 16), { least: 10, most: 16 });
  assertEquals(exactInterval(DISTRIBUTION, 4 / 16), { least: 14, most: 14 });
});
