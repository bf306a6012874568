import { printable } from "../../lib/system/printable.ts";
import { assertEquals } from "../assert.ts";

Deno.test("printable() writes what moves the cursor, ends the line or turns the text as its number", () => {
  const names: readonly [string, string][] = [
    ["/etc/corosync/authkey", "/etc/corosync/authkey"],
    ["Schlüssel ключ 鍵", "Schlüssel ключ 鍵"],
    ["a\nhint: b", "a\\x0ahint: b"],
    ["\x1b[31m\x07", "\\x1b[31m\\x07"],
    ["\x7f\x80\x9b", "\\x7f\\x80\\x9b"],
    ["\xa0", "\xa0"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["\u202ekey\u2066", "\\u202ekey\\u2066"],
  ];
  for (const [name, printed] of names) assertEquals(printable(name), printed);
});
