import { describeError, errorCode, refuseToRead } from "../../lib/system/errors.ts";
import type { FileStatus } from "../../lib/system/types.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";

Deno.test("errorCode() gives the errno name of an error, and nothing for anything else", () => {
  const error = assertThrows(() => Deno.openSync("/nowhere/at/all"), Deno.errors.NotFound);
  assertEquals(errorCode(error), "ENOENT");
  assertEquals(errorCode({ code: "EIO" }), "EIO");
  for (const nothing of [null, undefined, "EIO", 5, new Error("EIO"), { code: 5 }]) {
    assertEquals(errorCode(nothing), "", String(nothing));
  }
});

Deno.test("describeError() says what strerror(3) says for what the system reports", () =>
  withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/file`, "");
    await Deno.symlink("loop", `${directory}/loop`);
    const cases: readonly [action: () => unknown, words: string][] = [
      [() => Deno.openSync(`${directory}/none`), "No such file or directory"],
      [() => Deno.openSync(`${directory}/file/x`), "Not a directory"],
      [() => Deno.openSync(`${directory}/loop`), "Too many levels of symbolic links"],
      [() => Deno.openSync(directory, { write: true }), "Is a directory"],
      [() => Deno.mkdirSync(directory), "File exists"],
      [() => Deno.openSync(`${directory}/${"n".repeat(256)}`), "File name too long"],
      [() => Deno.renameSync(`${directory}/file`, "/dev/null/x"), "Not a directory"],
    ];
    for (const [action, words] of cases) {
      const error = assertThrows(action);
      assertEquals(describeError(error), words);
    }
  }));

Deno.test({
  name: "describeError() has the words of this machine's C library for every code it knows",
  ignore: skipWithout({ programs: { gcc: "gcc" } }, "the words of strerror"),
  fn: () =>
    withDirectory(async (directory) => {
      const source = await Deno.readTextFile(
        new URL("../../lib/system/errors.ts", import.meta.url),
      );
      const names = Array.from(source.matchAll(/^ {2}(E[A-Z0-9]+): /gm), ([, name]) => name);
      const prints = names.map((name) => `puts(strerror(${name}));`).join("\n");
      await Deno.writeTextFile(
        `${directory}/words.c`,
        `#include <errno.h>\n#include <stdio.h>\n#include <string.h>\nint main(void){${prints}}\n`,
      );
      const compiled = await new Deno.Command("gcc", {
        args: ["-o", `${directory}/words`, `${directory}/words.c`],
      }).output();
      assertEquals(compiled.success, true);
      const { stdout } = await new Deno.Command(`${directory}/words`, { env: { LC_ALL: "C" } })
        .output();
      const words = new TextDecoder().decode(stdout).trimEnd().split("\n");
      assertEquals(names.map((code) => describeError({ code })), words);
      assertEquals(names.length > 20, true);
    }),
});

Deno.test("describeError() gives one line, without the runtime's number, for what it does not know", () => {
  assertEquals(describeError(new Error("first\nsecond")), "first");
  assertEquals(describeError(new Error("Odd thing (os error 999): open 'x'")), "Odd thing");
  assertEquals(describeError("text"), "text");
  assertEquals(describeError(undefined), "undefined");
});

Deno.test("refuseToRead() takes a file for another one where its device or its inode is another", () => {
  const status = { kind: "file", device: 7, inode: "9" } as unknown as FileStatus;
  refuseToRead(status);
  refuseToRead(status, { ...status });
  for (const other of [{ device: 8 }, { inode: "10" }]) {
    assertThrows(() => refuseToRead(status, { ...status, ...other }), Error);
  }
});
