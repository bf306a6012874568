import { assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { findSecret } from "../secrets.ts";
import { runProgram } from "./program.ts";
import { fingerprint } from "../../lib/key/fingerprint.ts";

Deno.test("fingerprint prints what the receipt of generating carries", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const receipt = JSON.parse((await runProgram(["--json", "-l", "-s256", "-k", path])).stdout);
    const { code, stdout, stderr } = await runProgram(["fingerprint", path]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(
      stdout,
      `${receipt.fingerprint.full} ${path} (256 bytes)
${receipt.fingerprint.first128Bytes} ${path} (first 128 bytes, for corosync 1.x and 2.x)
`,
    );
    assertEquals(findSecret(new TextEncoder().encode(stdout), await Deno.readFile(path)), []);
  }));

Deno.test("fingerprint says which of several files agree, and for which corosync", () =>
  withDirectory(async (directory) => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => `${directory}/${name}`);
    await writeKey(a, await fixedKey("one", 256));
    await writeKey(b, await fixedKey("one", 256));
    await writeKey(c, await fixedKey("one", 128));
    await writeKey(d, await fixedKey("two", 128));
    const same = await runProgram(["fingerprint", a, b]);
    assertEquals(same.code, 0);
    assertStringIncludes(same.stdout, "\nAll 2 hold one key.\n");
    const different = await runProgram(["fingerprint", a, b, c, d]);
    assertEquals(different.code, 1);
    assertStringIncludes(
      different.stdout,
      `\n3 different keys: ${a} = ${b}; ${c}; ${d}
corosync 1.x and 2.x take these for one key: ${a} = ${b} = ${c}\n`,
    );
    const json = JSON.parse((await runProgram(["fingerprint", "--json", a, b, c, d])).stdout);
    assertEquals([json.result, json.exitCode], ["different", 1]);
    assertEquals(json.sameFor3, [[a, b], [c], [d]]);
    assertEquals(json.sameFor2, [[a, b, c], [d]]);
    assertEquals(json.keys[0], {
      name: a,
      sizeBytes: 256,
      bytesThatCount: 256,
      fingerprint: { ...await fingerprint(await fixedKey("one", 256)) },
    });
  }));

Deno.test("fingerprint --check exits 0 for that key, 1 for another, 3 for what is no fingerprint", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await writeKey(path, await fixedKey("one", 256));
    const { full, first128Bytes } = await fingerprint(await fixedKey("one", 256));
    const check = async (wanted: string) => {
      const { code, stderr } = await runProgram(["fingerprint", "--check", wanted, path]);
      return [code, stderr];
    };
    assertEquals(await check(full), [0, ""]);
    assertEquals(await check(`${full}=`), [0, ""]);
    const other = (await fingerprint(await fixedKey("two", 256))).full;
    const warning = (wanted: string) =>
      `corosync-keygen: ${path} holds another key: ${full}, wanted ${wanted}\n`;
    assertEquals(await check(other), [1, warning(other)]);
    assertEquals(await check(first128Bytes), [
      1,
      warning(first128Bytes) +
      "hint: its first 128 bytes are that key: corosync 1.x and 2.x see no difference, 3.x does\n",
    ]);
    assertEquals((await check("SHA256:" + "A".repeat(42)))[0], 3);
    assertEquals((await check("md5:" + "A".repeat(43)))[0], 3);
  }));

Deno.test("fingerprint exits 3 when one of the files cannot be read", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await writeKey(path, await fixedKey("one", 128));
    const { code, stdout, stderr } = await runProgram(["fingerprint", path, `${directory}/none`]);
    assertEquals([code, stdout], [3, ""]);
    assertEquals(
      stderr,
      `corosync-keygen: Could not read ${directory}/none: No such file or directory\n`,
    );
  }));

Deno.test("fingerprint - and bytes after the 4096th: neither changes a fingerprint", async () => {
  const key = await fixedKey("long", 4097);
  const { code, stdout } = await runProgram(["fingerprint", "-"], { stdin: key });
  assertEquals(code, 0);
  const [first] = stdout.split("\n");
  const { full } = await fingerprint(key.subarray(0, 4096));
  assertEquals(first, `${full} standard input (first 4096 of 4097 bytes)`);
});
