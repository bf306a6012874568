import { assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { findSecret } from "../secrets.ts";
import { skipWithout } from "../peers.ts";
import { OPENSSL_COMMAND } from "../../lib/key/wanted_key.ts";
import { assertFits } from "../cli/schema.ts";
import { runProgram } from "../cli/program.ts";
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
    const { stdout } = await runProgram(["fingerprint", "--json", a, b, c, d]);
    assertFits("fingerprint", stdout);
    const json = JSON.parse(stdout);
    assertEquals([json.result, json.exitCode], ["different", 1]);
    assertEquals(json.sameFor3, [[a, b], [c], [d]]);
    assertEquals(json.sameFor2, [[a, b, c], [d]]);
    assertEquals(json.keys[0], {
      name: a,
      sizeBytes: 256,
      bytesThatCount: 256,
      fingerprint: { ...await fingerprint(await fixedKey("one", 256)) },
      refusals: [],
    });
  }));

Deno.test("fingerprint reads standard input once, and says so of a second -", async () => {
  const { code, stderr } = await runProgram(["fingerprint", "-", "-"], {
    stdin: await fixedKey("one", 256),
  });
  assertEquals(
    [code, stderr],
    [3, "corosync-keygen: Cannot read standard input twice: - is given again\n"],
  );
});

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
    const same = `hint: the same without this program: ${OPENSSL_COMMAND}\n`;
    assertEquals(await check(other), [1, warning(other) + same]);
    assertEquals(await check(first128Bytes), [
      1,
      warning(first128Bytes) +
      "hint: its first 128 bytes are that key: corosync 1.x and 2.x see no difference, 3.x does\n" +
      same,
    ]);
    assertEquals((await check("SHA256:" + "A".repeat(42)))[0], 3);
    assertEquals((await check("md5:" + "A".repeat(43)))[0], 3);
    const json = await runProgram(["fingerprint", "--json", "--check", "SHA256:x", path]);
    assertFits("fingerprint", json.stdout);
    assertEquals([json.code, JSON.parse(json.stdout).code], [3, "no-fingerprint"]);
  }));

Deno.test("fingerprint --brief prints the fingerprint alone, one a line", () =>
  withDirectory(async (directory) => {
    const [a, b] = [`${directory}/a`, `${directory}/b`];
    await writeKey(a, await fixedKey("brief", 256));
    await writeKey(b, await fixedKey("other", 128));
    const [one, two] = [
      await fingerprint(await fixedKey("brief", 256)),
      await fingerprint(await fixedKey("other", 128)),
    ];
    const alone = await runProgram(["fingerprint", "--brief", a]);
    assertEquals([alone.code, alone.stdout, alone.stderr], [0, `${one.full}\n`, ""]);
    const both = await runProgram(["fingerprint", "--brief", a, b]);
    assertEquals([both.code, both.stdout], [1, `${one.full}\n${two.full}\n`]);
    assertEquals((await runProgram(["fingerprint", "--brief", "--json", a])).code, 3);
  }));

Deno.test({
  name:
    "fingerprint is what the openssl command of its help prints, without the first word and with =",
  ignore: skipWithout({ programs: { openssl: "openssl" } }, "computing a fingerprint with openssl"),
  fn: () =>
    withDirectory(async (directory) => {
      for (const sizeBytes of [128, 256, 4097]) {
        const path = `${directory}/${sizeBytes}`;
        await writeKey(path, await fixedKey("openssl", sizeBytes));
        const command = OPENSSL_COMMAND.replace("KEY", path);
        const { stdout } = await new Deno.Command("sh", { args: ["-c", command] }).output();
        const ours = (await runProgram(["fingerprint", "--brief", path])).stdout;
        assertEquals(`SHA256:${new TextDecoder().decode(stdout)}`, ours.replace("\n", "=\n"));
      }
      const { stdout } = await runProgram(["fingerprint", "--check", "x".repeat(43)]);
      assertEquals(stdout, "");
    }),
});

Deno.test("fingerprint reads its other files in the special places of Deno as it reads the first", async () => {
  const special = await Deno.makeTempDir({ dir: "/dev/shm" });
  try {
    await withDirectory(async (directory) => {
      const [a, b] = [`${directory}/a`, `${special}/b`];
      const key = await fixedKey("special", 256);
      for (const path of [a, b]) await writeKey(path, key);
      const { full } = await fingerprint(key);
      const under = (redirected: string) => ({
        under: ["bash", "-c", `exec "$@" ${redirected}`, "bash"],
      });
      const cases: [args: string[], options: Parameters<typeof runProgram>[1]][] = [
        [[a, b], {}],
        [["--check", full, a, b], {}],
        [["--json", a, b], {}],
        [[a, "b"], { cwd: special }],
        [[a, "/dev/stdin"], under(`<${a}`)],
        [["-", a, "/dev/fd/3"], under(`<${a} 3<${a}`)],
      ];
      for (const [args, options] of cases) {
        const { code, stderr } = await runProgram(["fingerprint", ...args], options);
        assertEquals([code, stderr], [0, ""], args.join(" "));
      }
      const pipe = "/dev/fd/3";
      const { code, stderr } = await runProgram(["fingerprint", a, pipe], under(`3< <(cat ${a})`));
      assertEquals([code, stderr], [
        3,
        `corosync-keygen: Could not read ${pipe}: Is a fifo, wanted a regular file\n` +
        "hint: what comes through a pipe is read as -\n",
      ]);
    });
  } finally {
    await Deno.remove(special, { recursive: true });
  }
});

Deno.test("fingerprint takes 127 bytes for no key, exit 3, and 128 for one", () =>
  withDirectory(async (directory) => {
    const paths = [0, 127, 128].map((size) => `${directory}/${size}`);
    for (const path of paths) {
      await writeKey(path, await fixedKey("short", Number(path.split("/").at(-1))));
    }
    const [empty, short, whole] = paths;
    const two = await runProgram(["fingerprint", empty, empty]);
    assertEquals([two.code, two.stdout, two.stderr], [
      3,
      "",
      `corosync-keygen: Cannot take ${empty} for a key: 0 bytes, wanted at least 128\n`,
    ]);
    const json = await runProgram(["fingerprint", "--json", whole, short]);
    assertFits("fingerprint", json.stdout);
    assertEquals([json.code, JSON.parse(json.stdout).code], [3, "too-short"]);
    assertEquals((await runProgram(["fingerprint", whole])).code, 0);
  }));

Deno.test("fingerprint gives none to what is plainly no key, exit 3, also to two equal ones", () =>
  withDirectory(async (directory) => {
    const page = "<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>\n".repeat(
      3,
    );
    const gzip = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, ...await fixedKey("gzip", 246)];
    for (const [code, content] of [["web-page", new TextEncoder().encode(page)], ["gzip", gzip]]) {
      const [a, b] = [`${directory}/a.${code}`, `${directory}/b.${code}`];
      for (const path of [a, b]) await writeKey(path, Uint8Array.from(content as Uint8Array));
      const two = await runProgram(["fingerprint", a, b]);
      assertEquals([two.code, two.stdout], [3, ""]);
      assertStringIncludes(
        two.stderr,
        `corosync-keygen: Cannot take ${a} for a key: the file is a`,
      );
      const json = await runProgram(["fingerprint", "--json", a]);
      assertFits("fingerprint", json.stdout);
      assertEquals(JSON.parse(json.stdout).code, code);
      assertEquals((await runProgram(["fingerprint", "--brief", a])).code, 3);
    }
  }));

Deno.test("fingerprint gives one to a damaged copy, and says on stderr that verify refuses it", () =>
  withDirectory(async (directory) => {
    const [a, b] = [`${directory}/a`, `${directory}/b`];
    for (const path of [a, b]) await writeKey(path, new Uint8Array(128));
    const { code, stdout, stderr } = await runProgram(["fingerprint", a, b]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "All 2 hold one key.");
    for (const path of [a, b]) {
      assertStringIncludes(stderr, `Warning: verify refuses ${path}: every byte is zero`);
    }
    const json = await runProgram(["fingerprint", "--json", a]);
    assertFits("fingerprint", json.stdout);
    assertEquals(JSON.parse(json.stdout).keys[0].refusals[0].code, "constant");
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
