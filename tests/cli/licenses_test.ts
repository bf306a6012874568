import { assert, assertEquals } from "../assert.ts";
import { licensesText } from "../../lib/cli/licenses.ts";
import { OWN_LICENCE, PACKAGE_NOTICES } from "../../lib/cli/licenses_text.ts";
import { runProgram } from "./program.ts";

Deno.test("--licenses prints our licence, the runtime's and those of all packages, and makes no key", async () => {
  const { stdout: version } = await runProgram(["--version"]);
  const [, runtime, number] = /\((deno|bun) (.+)\)/.exec(version)!;
  const { code, stdout, stderr } = await runProgram(["--licenses"]);
  assertEquals([code, stderr], [0, ""]);
  const [own, ofRuntime, ...packages] = stdout.trimEnd().split(`\n\n${"-".repeat(78)}\n\n`);
  assertEquals(own, `corosync-keygen, ${OWN_LICENCE}`);
  assert(ofRuntime!.toLowerCase().startsWith(`${runtime} ${number}, mit\n`), ofRuntime);
  assert(/V8 \d+\.\d+|webkit [0-9a-f]{40}: /.test(ofRuntime!), ofRuntime);
  assertEquals(
    packages,
    PACKAGE_NOTICES.map(({ name, version, licence, text }) =>
      `${name} ${version}, ${licence}\n\n${text}`
    ),
  );
});

Deno.test("licensesText() gives each part of Bun with the licence that is known of it", () => {
  const parts = { webkit: "ab".repeat(20), zlib: "1.3", novel: "7" };
  const text = licensesText({ name: "bun", version: "1.2.3", parts });
  assert(text.includes("\n  zlib 1.3: zlib\n") && text.includes("\n  novel 7\n"), text);
  assert(text.includes(`at commit ${parts.webkit},\nthat of Bun `), text);
  assert(text.includes("at tag bun-v1.2.3.\n"));
});

Deno.test("every notice says under which licence, and whose copyright it is", () => {
  assert(PACKAGE_NOTICES.length > 0);
  for (const { name, licence, text } of PACKAGE_NOTICES) {
    assert(licence !== "" && /copyright/i.test(text), name);
  }
});
