import { commandWith, printable, shellPath, shellWord } from "../../lib/system/printable.ts";
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

Deno.test("shellPath() leaves a path alone that no shell reads anything into", () => {
  for (const path of ["/etc/corosync/authkey", "a-b_c/./d,e+f@g:h=i%j", "..", "/"]) {
    assertEquals(shellPath(path), path);
  }
});

Deno.test("shellPath() makes one word and no option of every other path that can be printed", async () => {
  const paths = [
    "a b",
    "a  b",
    "~",
    "$HOME",
    "`id`",
    "$(id)",
    "a;b",
    "a&b",
    "a|b",
    "a>b",
    "a*",
    "[a]",
    "{a,b}",
  ];
  for (
    const path of [
      ...paths,
      "#a",
      "!a",
      "it's",
      "''",
      '"',
      "\\",
      "Schlüssel",
      "-rf",
      "--",
      "up load;id;#/key",
    ]
  ) {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `printf '%s\\n' ${shellPath(path)}`],
    }).output();
    const expected = path.startsWith("-") ? `./${path}` : path;
    assertEquals(new TextDecoder().decode(stdout), expected + "\n");
  }
});

Deno.test("shellPath() has nothing for a path that is not printed as it is", () => {
  for (const path of ["a\nb", "a\x1b[2Jb", "a\tb", "\u202ea", "a\u2028b", "a\uFFFDb", "a\ud800"]) {
    assertEquals(shellPath(path), null);
    assertEquals(commandWith(path, (word) => `rm ${word}`, "remove it"), "remove it");
  }
  assertEquals(commandWith("a b", (word) => `rm ${word}`, "remove it"), "rm 'a b'");
});

Deno.test("shellWord() quotes an empty word, so that it stays one", () => {
  assertEquals(shellWord(""), "''");
});
