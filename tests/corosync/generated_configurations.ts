/** What corosync makes of generated configurations, and what we make of them. */
import fc from "fast-check";
import { assertEquals, assertGreater } from "../assert.ts";
import { NODE_LIST, testConfiguration } from "../corosync.ts";
import { packetProtection, readConfiguration } from "../../lib/corosync/configuration.ts";
import { locateKey } from "../../lib/corosync/corosync_key.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Which of the things that matter for the key happened, as corosync says it and as we do. */
type Outcome = { rejectedLine: number } | { opens: string } | { inline: true } | { opens: null };

function ours(text: string): Outcome | "needs a hash" {
  const configuration = readConfiguration(bytes(text));
  if (configuration.kind === "rejected") return { rejectedLine: configuration.line };
  const protection = packetProtection(configuration.values);
  if (protection.cipher !== "none" && protection.hash === "none") return "needs a hash";
  if (!protection.readsKey) return { opens: null };
  const location = locateKey(undefined, configuration, "corosync.conf");
  if (location.kind === "value") return { inline: true };
  // A file without a name.
  return { opens: location.kind === "file" ? location.path : "/var/lib/corosync/" };
}

async function theirs(text: string): Promise<Outcome | "needs a hash" | string> {
  const { code, output } = await testConfiguration(text);
  const parserError = /parser error: [^:]+:(\d+): /.exec(output);
  if (parserError !== null) return { rejectedLine: Number(parserError[1]) };
  if (/crypto_cipher requires crypto_hash/.test(output)) return "needs a hash";
  const missing = /Could not open (.*): No such file or directory/.exec(output);
  if (missing !== null) {
    const path = missing[1];
    return { opens: path.startsWith("/") ? path : `/var/lib/corosync/${path}` };
  }
  const directory = /Could not read (.*): Is a directory/.exec(output);
  if (directory !== null) return { opens: directory[1] };
  if (/key is too short/.test(output)) return { inline: true };
  return code === 0 ? { opens: null } : output;
}

const blank = fc.constantFrom("", "", " ", "\t", "  ");
const name = fc.constantFrom(
  "keyfile",
  "keyfile",
  "key",
  "secauth",
  "crypto_cipher",
  "crypto_hash",
  "totem.keyfile",
  "totem.crypto_hash",
  "Keyfile",
  "ab",
  "a b",
  "a:",
  "",
  "n".repeat(245),
  "n".repeat(248),
  "n".repeat(249),
  "n".repeat(254),
);
const value = fc.constantFrom(
  "/nonexistent/a",
  "/nonexistent/b # c",
  "relative",
  ": /nonexistent/c",
  "on",
  "off",
  "none",
  "aes256",
  "sha256",
  "sha257",
  "x}y",
  "x{y",
  '"/nonexistent/d"',
);
const setting = fc.tuple(blank, name, blank, blank, value, fc.constantFrom("", "", " ", "\t", "\r"))
  .map(([before, key, between, after, held, end]) =>
    `${before}${key}${between}:${after}${held}${end}`
  );
const usual = fc.constantFrom(
  "secauth: on",
  "crypto_cipher: aes256",
  "crypto_hash: sha256",
  "keyfile: /nonexistent/usual",
);
const oddity = fc.constantFrom(
  "# } comment {",
  "#",
  "",
  "interface {",
  "}",
  " }",
  "} x",
  "totem {",
  "other{",
  "{",
  "word",
  "x".repeat(510),
  "#" + "x".repeat(509),
  "#" + "x".repeat(510),
  "\0",
  "\0keyfile: /nonexistent/zero",
  "secauth: on\0",
  "\0" + "y".repeat(510) + "keyfile: /nonexistent/rest",
  "\0" + "y".repeat(512),
);
const ending = fc.constantFrom("", "", "\0", "\0 }", "secauth: off\0 x", "# end", "x\0");
const generated = fc.tuple(
  fc.array(
    fc.oneof({ weight: 6, arbitrary: usual }, { weight: 6, arbitrary: setting }, {
      weight: 1,
      arbitrary: oddity,
    }),
    { maxLength: 6 },
  ),
  fc.array(fc.oneof({ weight: 3, arbitrary: setting }, { weight: 1, arbitrary: oddity }), {
    maxLength: 2,
  }),
  ending,
).map(([inside, outside, end]) =>
  `totem {\nversion: 2\n${inside.map((line) => line + "\n").join("")}}\n` +
  outside.map((line) => line + "\n").join("") + NODE_LIST + end
);

/** Asserts that both see the same in every one of so many, always the same ones. */
export async function compareConfigurations(runs: number): Promise<void> {
  const kinds = new Set<string>();
  let zeros = 0;
  for (const text of fc.sample(generated, { seed: 20_100_601, numRuns: runs })) {
    const expected = await theirs(text);
    assertEquals(ours(text), expected, `on ${JSON.stringify(text)}`);
    kinds.add(typeof expected === "string" ? expected : Object.keys(expected)[0]);
    if (text.includes("\0")) zeros++;
  }
  // The sample is worth nothing if it misses one of the outcomes.
  assertEquals([...kinds].sort(), ["inline", "needs a hash", "opens", "rejectedLine"]);
  assertGreater(zeros, runs / 5);
}
