import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals } from "../assert.ts";
import { changingNoise, correlatedNoise } from "../noise.ts";

Deno.test("raw noise of few low values is not named as damaged, whatever its width", () => {
  for (let seed = 0; seed < 5; seed++) {
    for (const deviation of [20, 24, 28, 30, 34, 45]) {
      const noise = changingNoise(100_000, () => deviation, seed);
      assertEquals(guessFormat(noise), null, `${deviation}`);
    }
    for (const correlation of [0.5, 0.9, 0.98]) {
      assertEquals(guessFormat(correlatedNoise(100_000, correlation, seed)), null);
    }
  }
});
