import { duration } from "../../lib/math/amounts.ts";
import { assertEquals } from "../assert.ts";

Deno.test("duration() keeps three figures and a fitting unit", () => {
  const pairs: [number, string][] = [
    [0.0126, "13 us"],
    [0.9996, "1000 us"],
    [1, "1 ms"],
    [999.4, "999 ms"],
    [1018.4, "1.02 s"],
    [84_512, "84.5 s"],
    [119_999, "120 s"],
    [125_000, "2 min 5 s"],
    [7_199_400, "119 min 59 s"],
    [7_200_000, "2 h 0 min"],
    [20_797_434, "5 h 47 min"],
  ];
  for (const [milliseconds, text] of pairs) assertEquals(duration(milliseconds), text);
});
