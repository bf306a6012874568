import { duration } from "../../lib/math/amounts.ts";
import { assertEquals } from "../assert.ts";

Deno.test("duration() keeps three figures and a fitting unit", () => {
  const pairs: [number, string][] = [
    [0.0126, "13 us"],
    [0.9994, "999 us"],
    [0.9996, "1 ms"],
    [1, "1 ms"],
    [999.4, "999 ms"],
    [999.5, "1 s"],
    [999.99, "1 s"],
    [1018.4, "1.02 s"],
    [84_512, "84.5 s"],
    [119_499, "119 s"],
    [119_999, "2 min 0 s"],
    [125_000, "2 min 5 s"],
    [7_199_400, "119 min 59 s"],
    [7_199_600, "2 h 0 min"],
    [7_200_000, "2 h 0 min"],
    [20_797_434, "5 h 47 min"],
  ];
  for (const [milliseconds, text] of pairs) assertEquals(duration(milliseconds), text);
});
