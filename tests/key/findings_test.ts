import { deflateRawSync, deflateSync } from "node:zlib";
import { assert, assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { toContent } from "../../lib/files/read_key.ts";
import { findingsAboutKey } from "../../lib/key/findings.ts";
import { bySeverity, type Finding } from "../../lib/key/finding.ts";
import { testKeyBytes } from "../../lib/key/test_key_bytes.ts";
import { selfTest } from "../../lib/selftest/battery.ts";
import { findingLines } from "../../lib/report/key_text.ts";
import { PLAIN_STYLE } from "../../lib/report/text_style.ts";
import { FairBytes } from "../selftest/fair_bytes.ts";
import { verdictOn } from "../../lib/key/verify.ts";

const LAYOUT = { columns: Infinity, style: PLAIN_STYLE };
const fixture = (name: string) =>
  Deno.readFileSync(new URL(`../fixtures/keys/${name}`, import.meta.url));
const findings = (bytes: Uint8Array): Promise<Finding[]> =>
  findingsAboutKey(toContent(bytes, bytes.length));

const KINDS: readonly (readonly [name: string, severity: string, kind: string, code: string])[] = [
  ["key-banner", "refusal", "damage", "text-before-key"],
  ["key-bom", "refusal", "damage", "byte-order-mark"],
  ["key-ps7", "refusal", "damage", "text-after-key"],
  ["key-utf16", "refusal", "damage", "utf-16"],
  ["key-truncpad", "refusal", "damage", "zeros-at-end"],
  ["key-gz", "refusal", "foreign", "gzip"],
  ["key-gitcrypt", "refusal", "foreign", "git-crypt"],
  ["key-lfs", "refusal", "foreign", "git-lfs-pointer"],
  ["key-html", "refusal", "foreign", "web-page"],
  ["key-vault", "refusal", "foreign", "ansible-vault"],
  ["key-ca.pem", "refusal", "foreign", "certificate"],
  ["key-md5sums", "refusal", "foreign", "heartbeat-authkeys"],
  ["key-short", "refusal", "foreign", "passphrase"],
];

Deno.test("findingsAboutKey() gives every file that people find one finding and one remedy", async () => {
  assertEquals(await findings(fixture("key256.bin")), []);
  for (const [name, ...wanted] of KINDS) {
    const found = await findings(fixture(name));
    assertEquals(found.map(({ severity, kind, code }) => [severity, kind, code]), [wanted], name);
  }
});

Deno.test("findingsAboutKey() never tells to make a new key for a copy that is damaged", async () => {
  const key = await fixedKey("damaged", 256);
  const damaged = [
    ...KINDS.filter(([, , kind]) => kind === "damage").map(([name]) => fixture(name)),
    new TextEncoder().encode(new TextDecoder().decode(key)),
    new TextEncoder().encode(String.fromCharCode(...key)),
    key.map((byte) => byte & 0x7f),
    Uint8Array.from([...key, 0x0a]),
    Uint8Array.from([...key, ...key]),
    key.slice(0, 200),
  ];
  for (const bytes of damaged) {
    const found = await findings(bytes);
    assertEquals(found.length, 1, JSON.stringify(found));
    assert(/^(copy the key again|compare the fingerprint)/.test(found[0].remedy), found[0].remedy);
    assert(!/new key|corosync-keygen/.test(found[0].remedy), found[0].remedy);
  }
});

Deno.test("findingsAboutKey() refuses what was added in front of a key of 4,096 bytes, and warns of what is not read", async () => {
  const key = await fixedKey("longest", 4096);
  const added = [
    ["newline-at-end", Uint8Array.from([...key, 0x0a])],
    ["newline-at-end", Uint8Array.from([...key, 0x0d, 0x0a])],
    ...[1, 2, 3, 128, 4096].map((zeros) =>
      ["zeros-at-end", Uint8Array.from([...key, ...new Uint8Array(zeros)])] as const
    ),
    ["byte-order-mark", Uint8Array.from([0xef, 0xbb, 0xbf, ...key])],
    ["text-before-key", Uint8Array.from([...new TextEncoder().encode("Welcome\n"), ...key])],
    ["text-after-key", Uint8Array.from([...key, ...new TextEncoder().encode("Goodbye!\n")])],
    [
      "text-after-key",
      Uint8Array.from([...key, ...new TextEncoder().encode("Goodbye, root".repeat(9))]),
    ],
    ["text-after-key", Uint8Array.from([...key, 0xc2, 0xa0, 0x0d, 0x0a])],
    ["twice", Uint8Array.from([...key, ...key])],
  ] as const;
  for (const [code, bytes] of added) {
    const found = await findings(bytes);
    assertEquals(found.map(({ code }) => code), [code]);
    // corosync reads 4,096 bytes: what stands behind them is no part of the key.
    const isBehind = !/before|mark/.test(code);
    const { severity, remedy } = found[0];
    assertEquals(severity, isBehind ? "warning" : "refusal", code);
    assert((isBehind ? /^compare the fingerprint/ : /^copy the key again/).test(remedy), remedy);
    assertEquals(/reads 4096 bytes and leaves (it|the rest) out/.test(found[0].reason), isBehind);
    assertEquals(/takes it for a part/.test(found[0].reason), code === "text-before-key");
  }
  const [long] = await findings(await fixedKey("long", 5120));
  assertEquals(long.code, "too-long");
  assert(!/make a key|new key/.test(long.remedy), long.remedy);
});

Deno.test("findingsAboutKey() refuses nothing for what stands behind the 4,096 bytes that corosync reads", async () => {
  const key = (await fixedKey("whole", 4096)).with(4095, 0x81);
  const endsInZero = key.with(4095, 0);
  const text = (words: string) => new TextEncoder().encode(words);
  for (
    const [head, tail] of [
      [endsInZero, new Uint8Array(512)],
      [endsInZero, new Uint8Array(4096)],
      [key, Uint8Array.of(...new Uint8Array(10), ...text("logout\n"))],
      [key, text("Gr\ufffd\ufffde von node\ufffd")],
      [key, text("?".repeat(64))],
      [key, text("a line of a long text\n".repeat(600))],
      [key, text("a line\n".repeat(600).replaceAll(/./g, "$&\0"))],
      [key, text("\r\n\r\n\r\n")],
    ]
  ) {
    const found = await findings(Uint8Array.of(...head, ...tail));
    assertEquals([...new Set(found.map(({ severity }) => severity))], ["warning"], `${tail}`);
  }
});

Deno.test("findingsAboutKey() has nothing to say of a zero byte at the end of a file that is longer than a key", async () => {
  const long = (await fixedKey("long", 8192)).with(8190, 7);
  for (const last of [0, 5]) {
    const found = await findings(long.with(8191, last));
    assertEquals(found.map(({ code, severity }) => [code, severity]), [["too-long", "warning"]]);
  }
});

Deno.test("findingsAboutKey() calls no key what zlib compressed", async () => {
  for (const level of [0, 1, 9]) {
    const object = new Uint8Array(deflateSync(await fixedKey("object", 245), { level }));
    const [finding] = await findings(object);
    assertEquals([finding.code, finding.kind, finding.severity], ["zlib", "foreign", "refusal"]);
  }
});

Deno.test("findingsAboutKey() calls no key what ZIP compressed in a message of OpenPGP", async () => {
  // As gpg -s does, also with a key, which gets larger by it.
  const signed = [0x90, 0x0d, 3, 0, 10, 22, ...await fixedKey("id", 8), 1];
  const data = Uint8Array.of(...signed, ...await fixedKey("signed", 128));
  const [finding] = await findings(Uint8Array.of(0xa3, 1, ...deflateRawSync(data)));
  assertEquals([finding.code, finding.kind, finding.severity], [
    "openpgp-stored",
    "foreign",
    "refusal",
  ]);
});

Deno.test("findingsAboutKey() doubts every key of a length that nobody asks for", async () => {
  const key = await fixedKey("doubt", 256);
  const text = (...codes: number[]) => Uint8Array.from(codes);
  const hello = [0x48, 0x65, 0x6c, 0x6c, 0x6f];
  const copies = [
    ...[129, 200, 255].map((sizeBytes) => key.slice(0, sizeBytes)),
    ...[[0x20], [0x09], [0x08], [0x0c]].map((end) => text(...key, ...end)),
    text(...hello, ...key),
    text(...hello, 0x0c, ...key),
    text(0x47, 0x72, 0xfc, 0xdf, 0x65, 0x0a, ...key),
    text(...hello, 0x0a, ...key, 0x62, 0x79, 0x65, 0x0a),
  ];
  for (const bytes of copies) {
    const { result, label } = verdictOn(await findings(bytes));
    assert(result === "refused" || label === "doubtful", `${bytes.length} bytes: ${result}`);
  }
});

Deno.test("findingsAboutKey() asks to compare before a key that fails the self-test is made anew", async () => {
  const pattern = Uint8Array.from({ length: 256 }, (_, index) => 0x80 | index % 100);
  const [finding] = await findings(pattern);
  assertEquals([finding.code, finding.kind], ["self-test", "secrecy"]);
  assert(finding.remedy.startsWith("compare its fingerprint with those of the other nodes"));
  assertEquals((await findings(new Uint8Array(256)))[0].kind, "damage");
  // A bell, a letter, a line feed: none is a text for being there 256 times.
  for (const value of [0xee, 0x07, 0x41, 0x0a, 0x20]) {
    const [constant] = await findings(new Uint8Array(256).fill(value));
    assertEquals([constant.code, constant.kind], ["constant", "secrecy"], `${value}`);
    // Of the least key, 128 bytes: any first one, and 127 that are the same.
    assertEquals(constant.chance, 2 ** (-8 * 127), `${value}`);
  }
});

Deno.test("findingsAboutKey() says of a file how much of it was read, and of one of 64 KiB all that is known", async () => {
  const reasons = async (readBytes: number, sizeBytes: number, value = 0) =>
    (await findingsAboutKey(toContent(new Uint8Array(readBytes).fill(value), sizeBytes)))
      .map(({ reason }) => reason.replace(/,? as after .*$|: far more .*$| is no usual .*$/, ""));
  assertEquals(await reasons(65_535, 65_535), ["every byte is zero", "65535 bytes"]);
  assertEquals(await reasons(65_536, 65_536), [
    "the first 65536 bytes are zero",
    "65536 bytes or more",
  ]);
  assertEquals(await reasons(65_536, 65_537, 0x41), [
    "the first 65536 bytes are the same",
    "65537 bytes",
  ]);
});

/** The key of this number from a fair source. */
function fairKey(seed: number, number: number): Uint8Array<ArrayBuffer> {
  const source = new FairBytes(seed);
  for (let i = 0; i < number; i++) source.bytes(128);
  return source.bytes(128);
}

Deno.test("findingsAboutKey() warns of a fair key that one test rejects, and says how often that happens", async () => {
  const key = fairKey(77, 2725);
  const failed = selfTest(key);
  assertEquals(failed.map(({ test, probabilityAtMost }) => [test, probabilityAtMost > 1e-9]), [
    ["autocorrelation", true],
  ]);
  const [finding, ...others] = await findings(key);
  assertEquals([finding.code, finding.severity, others], ["self-test", "warning", []]);
  assert(/at most 17 of 100,000: autocorrelation test: /.test(finding.reason), finding.reason);
  assert(!/certain|likely/.test(findingLines(finding, LAYOUT).join(" ")));
  assertEquals(verdictOn([finding]).sentence, "corosync takes this key, with warnings");
});

Deno.test("findingsAboutKey() states for one test no more than all reject together", async () => {
  const key = fairKey(77, 4713);
  const failed = selfTest(key);
  // 202 statistics of this probability would be 2 of 100, and all tests reject 61 of 100,000 keys.
  assertEquals(failed.map(({ test, probabilityAtMost }) => [test, probabilityAtMost]), [
    ["poker", 1e-4],
  ]);
  const [finding, ...others] = await findings(key);
  assertEquals([finding.severity, finding.chance, others], ["warning", 6.1e-4, []]);
  assert(/at most 61 of 100,000: poker test: /.test(finding.reason), finding.reason);
  const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));
  assert(readme.includes("at most 61 of 100,000"), "README states another number");
});

Deno.test("findingsAboutKey() states no less for an alarm than the longest good keys show", async () => {
  const key = fairKey(1, 0).fill(0xee, 50, 55);
  const { alarm, failed } = testKeyBytes(key);
  assertEquals([alarm?.test, failed], ["repetition count", []]);
  const [{ code, severity, chance = 0 }] = await findings(key);
  assertEquals([code, severity], ["self-test", "refusal"]);
  // Five equal bytes at each of 4,092 places, and eight windows of 512 bytes with 2^-28.2 each.
  const expected = 4_092 * 256 ** -4 + 8 * 2 ** -28.2;
  assert(chance >= expected && chance < 1.1 * expected, `${chance} for ${expected}`);
});

Deno.test("findingsAboutKey() calls a key constant of which corosync reads one value alone", async () => {
  const bytes = (value: number) => new Uint8Array(4097).fill(0xee).fill(value, 4096);
  for (const value of [0xee, 0x01]) {
    const found = await findings(bytes(value));
    assertEquals(found.map(({ code }) => code), ["constant", "unusual-length"], `${value}`);
  }
});

Deno.test("findingsAboutKey() refuses what two tests reject, or one beyond chance", async () => {
  const changed = (change: (byte: number, index: number) => number) => fairKey(1, 0).map(change);
  const cases: [tests: number, leastProbability: boolean, Uint8Array][] = [
    [2, false, changed((byte, i) => i % 6 === 0 ? byte | 0xb7 : byte)],
    [1, true, changed((byte, i) => i % 4 === 0 ? byte & 0xfe : byte)],
  ];
  for (const [tests, isBeyond, key] of cases) {
    const failed = selfTest(key);
    assertEquals(new Set(failed.map(({ test }) => test)).size, tests);
    assertEquals(failed.some(({ probabilityAtMost }) => probabilityAtMost <= 1e-9), isBeyond);
    assertEquals((await findings(key)).map(({ severity }) => severity), ["refusal"]);
  }
});

Deno.test("verdictOn() speaks of the worst, and of what it says about the key", () => {
  const finding = (severity: Finding["severity"], kind: Finding["kind"], code = "x"): Finding => ({
    code,
    kind,
    severity,
    reason: "",
    remedy: "",
  });
  const verdict = (...found: Finding[]) => {
    const { result, label, sentence } = verdictOn(found);
    return [result, label, sentence];
  };
  assertEquals(verdict(), ["good", "good", "corosync takes this key"]);
  assertEquals(verdict(finding("note", "damage")), ["good", "good", "corosync takes this key"]);
  assertEquals(verdict(finding("warning", "file"))[1], "usable");
  assertEquals(verdict(finding("warning", "file"), finding("warning", "damage"))[1], "doubtful");
  assertEquals(verdict(finding("warning", "configuration", "encryption-off")), [
    "warnings",
    "usable",
    "but encryption is off, and corosync reads no key",
  ]);
  assertEquals(
    verdict(finding("warning", "damage"), finding("refusal", "length"))[2],
    "too short for corosync",
  );
  assertEquals(
    verdict(finding("refusal", "configuration"), finding("refusal", "foreign"))[2],
    "this is no key",
  );
  const mixed = [
    finding("note", "length"),
    finding("refusal", "length"),
    finding("warning", "file"),
  ];
  assertEquals(bySeverity(mixed).map(({ severity }) => severity), ["refusal", "warning", "note"]);
});
