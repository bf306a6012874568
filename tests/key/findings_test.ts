import { assert, assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { toContent } from "../../lib/files/read_key.ts";
import { findingsAboutKey } from "../../lib/key/findings.ts";
import { bySeverity, type Finding } from "../../lib/key/finding.ts";
import { verdictOn } from "../../lib/key/verdict.ts";

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

Deno.test("findingsAboutKey() asks to compare before a key that fails the self-test is made anew", async () => {
  const pattern = Uint8Array.from({ length: 256 }, (_, index) => 0x80 | index % 100);
  const [finding] = await findings(pattern);
  assertEquals([finding.code, finding.kind], ["self-test", "secrecy"]);
  assert(finding.remedy.startsWith("compare its fingerprint with those of the other nodes"));
  assertEquals((await findings(new Uint8Array(256)))[0].kind, "damage");
  assertEquals((await findings(new Uint8Array(256).fill(0xee)))[0].kind, "secrecy");
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
