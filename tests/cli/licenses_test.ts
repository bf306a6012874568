import { assert, assertEquals } from "../assert.ts";
import { licensesText, PARTS_OF_BUN } from "../../lib/cli/licenses.ts";
import { lgplTexts } from "../../lib/cli/lgpl_texts.ts";
import { OWN_LICENCE, PACKAGE_NOTICES } from "../../lib/cli/licenses_text.ts";
import { sha256 } from "../sp800_90b/standard_data.ts";
import { runProgram } from "./program.ts";

Deno.test("--licenses prints our licence, the runtime's and those of all packages, and makes no key", async () => {
  const { stdout: version } = await runProgram(["--version"]);
  const [, runtime, number] = /\((deno|bun) (.+)\)/.exec(version)!;
  const { code, stdout, stderr } = await runProgram(["--licenses"]);
  assertEquals([code, stderr], [0, ""]);
  const [own, ofRuntime, ...packages] = stdout.trimEnd().split(`\n\n${"-".repeat(78)}\n\n`);
  assertEquals(own, `corosync-keygen, ${OWN_LICENCE}`);
  assert(ofRuntime.toLowerCase().startsWith(`${runtime} ${number}, mit\n`), ofRuntime);
  assert(/V8 \d+\.\d+|webkit [0-9a-f]{40}: /.test(ofRuntime), ofRuntime);
  assertEquals(
    packages,
    PACKAGE_NOTICES.map(({ name, version, licence, text }) =>
      `${name} ${version}, ${licence}\n\n${text}`
    ),
  );
});

/** What Bun 1.4.5 names of its parts. */
const NAMES =
  "ares boringssl icu libarchive libdeflate llhttp lolhtml lshpack mimalloc picohttpparser sqlite " +
  "tinycc typescript unicode usockets uwebsockets webkit zig zlib zstd";

Deno.test("licensesText() gives each part of Bun with its licence and where its texts are", async () => {
  const parts = { webkit: "ab".repeat(20), zlib: "1.3", novel: "7" };
  const text = await licensesText({ name: "bun", version: "1.2.3", parts });
  const rows =
    "\n  zlib 1.3: zlib\n    https://github.com/zlib-ng/zlib-ng\n  novel 7: not known here\n";
  assert(text.includes(rows), text);
  assert(text.includes(`at commit ${parts.webkit},\nthat of Bun `), text);
  assert(text.includes("at tag bun-v1.2.3.\n"));
  for (const name of NAMES.split(" ")) {
    const { licence, source } = PARTS_OF_BUN[name];
    assert(licence !== "" && source.startsWith("https://"), name);
  }
});

Deno.test("licensesText() has the LGPL word for word with Bun, and what Deno lacks is said", async () => {
  const bun = await licensesText({ name: "bun", version: "1.2.3", parts: {} });
  const [library, lesser] = (await lgplTexts()).split(/\n\n\n(?= +GNU LESSER)/);
  assertEquals(
    [await digestOf(library + "\n"), await digestOf(lesser + "\n")],
    // LGPL-2 and LGPL-2.1 of base-files in Debian 12.
    [
      "681e386e44a19d7d0674b4320272c90e66b6610b741e7e6305f8219c42e85366",
      "dc626520dcd53a22f727af3ee42c770e56c97a64fe3adb063799d8ab032fe551",
    ],
  );
  assert(bun.includes(library) && bun.includes(lesser));
  const deno = await licensesText({ name: "deno", version: "2.3.4", parts: { v8: "1" } });
  assert(deno.includes("/v2.3.4/Cargo.lock\nnames. Their licences are not in this text: "), deno);
});

const digestOf = (text: string) => sha256(new TextEncoder().encode(text));

Deno.test("every notice says under which licence, and whose copyright it is", () => {
  assert(PACKAGE_NOTICES.length > 0);
  for (const { name, licence, text } of PACKAGE_NOTICES) {
    assert(licence !== "" && /copyright/i.test(text), name);
  }
});
