import { assert, assertEquals, assertStringIncludes } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { toContent } from "../../lib/files/read_key.ts";
import { findingsAboutKey } from "../../lib/key/findings.ts";
import { fingerprint } from "../../lib/key/fingerprint.ts";
import { verdictOn, type Verification } from "../../lib/key/verify.ts";
import { PLAIN_STYLE, TERMINAL_STYLE } from "../../lib/report/text_style.ts";
import { findingLines, verificationText } from "../../lib/report/key_text.ts";

async function verification(bytes: Uint8Array): Promise<Verification> {
  const findings = await findingsAboutKey(toContent(bytes, bytes.length));
  return {
    verdict: verdictOn(findings),
    path: "/etc/corosync/authkey",
    reason: "corosync's default; /etc/corosync/corosync.conf names no other",
    sizeBytes: bytes.length,
    fingerprint: await fingerprint(bytes),
    configurationFile: null,
    protection: { cipher: "aes256", hash: "sha256", secauth: "on", readsKey: true },
    findings,
  };
}

const greeted = async () =>
  Uint8Array.from([
    ...new TextEncoder().encode("Welcome to node1\n"),
    ...await fixedKey("text", 256),
  ]);

Deno.test("verificationText() cuts no word and fits 60, 80 and 132 columns", async () => {
  const report = await verification(await greeted());
  const whole = verificationText(report, { columns: Infinity, style: PLAIN_STYLE });
  assertEquals(whole.split("\n").length, 7, "a line each in a pipe");
  const words = (text: string) => text.split(/\s+/).join(" ");
  for (const columns of [60, 80, 132]) {
    const text = verificationText(report, { columns, style: PLAIN_STYLE });
    assertEquals(words(text), words(whole));
    for (const line of text.split("\n")) assert(line.length <= columns, line);
  }
});

Deno.test("verificationText() begins with the verdict, in the colour of it", async () => {
  const style = TERMINAL_STYLE;
  const first = async (bytes: Uint8Array) =>
    verificationText(await verification(bytes), { columns: 80, style }).split("\n")[0];
  const key = await fixedKey("colour", 256);
  assertEquals(await first(key), `${style.green(style.bold("good:"))} corosync takes this key`);
  assertEquals(
    await first(Uint8Array.from([...key, 0x0a])),
    `${style.yellow(style.bold("doubtful:"))} perhaps a damaged copy, which corosync would take`,
  );
  assertEquals(
    await first(await greeted()),
    `${style.red(style.bold("refused:"))} a damaged copy of a key`,
  );
});

Deno.test("findingLines() says how sure a sign is, from what chance does", () => {
  const line = (chance?: number) =>
    findingLines({
      code: "x",
      kind: "damage",
      severity: "refusal",
      reason: "it is so",
      remedy: "do this",
      ...(chance === undefined ? {} : { chance }),
    }, { columns: Infinity, style: PLAIN_STYLE })[0];
  assertEquals(line(), "refusal: it is so");
  assertEquals(line(1e-9), "refusal: it is so (certain)");
  assertStringIncludes(line(1.1e-9), "(nearly certain: one good key of this length in 900,000,000");
  assertStringIncludes(line(1e-5), "(nearly certain: one good key of this length in 100,000 looks");
  assertStringIncludes(
    line(1.1e-5),
    "(likely: one good key of this length in 90,000 looks like this)",
  );
  assertStringIncludes(line(1 / 256), "(likely: one good key of this length in 256 looks");
});
