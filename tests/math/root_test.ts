import { assertEquals } from "@std/assert";
import { lastWhere } from "../../lib/math/root.ts";

Deno.test("lastWhere() is the last whole number up to which a condition holds", () => {
  for (let last = 0; last < 33; last++) assertEquals(lastWhere(33, (value) => value <= last), last);
});

Deno.test("lastWhere() asks neither 0 nor the end, and nothing where they are neighbours", () => {
  const asked: number[] = [];
  const ask = (answer: boolean) => (value: number) => {
    asked.push(value);
    return answer;
  };
  assertEquals([lastWhere(9, ask(true)), lastWhere(9, ask(false))], [8, 0]);
  assertEquals([Math.min(...asked), Math.max(...asked)], [1, 8]);
  asked.length = 0;
  assertEquals([lastWhere(1, ask(true)), asked.length], [0, 0]);
});
