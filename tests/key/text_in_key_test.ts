import { findingsAboutKey } from "../../lib/key/findings.ts";
import { textInsideFindings } from "../../lib/key/text_in_key.ts";
import { toContent } from "../../lib/files/read_key.ts";
import { assert, assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";

const encoder = new TextEncoder();
const LENGTHS = [128, 256, 1024, 4096];
const LOG = "Jan 05 12:00:01 node1 corosync[713]: [TOTEM ] A new membership was formed. ";
/** Of characters of two bytes: no run of ASCII in it. */
const CYRILLIC = "Доброжаловатьнаузелкластера";

/** A key with text in it, between bytes that go on with no text of any kind. */
async function keyWith(text: Uint8Array, sizeBytes: number, at: number): Promise<Uint8Array> {
  const key = await fixedKey("text inside", sizeBytes);
  key.set(Uint8Array.of(0xff, ...text, 0xff), at - 1);
  return key;
}

const utf16 = (text: string, littleEndian: boolean): Uint8Array =>
  Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const code = character.charCodeAt(0);
      return littleEndian ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
    }),
  );

/** Whether text in the middle, and at the first and last places where it touches no end, is told. */
async function toldAnywhere(text: Uint8Array): Promise<readonly boolean[]> {
  const told: boolean[] = [];
  for (const sizeBytes of LENGTHS) {
    for (const at of [1, 37, sizeBytes - 1 - text.length]) {
      told.push(textInsideFindings(await keyWith(text, sizeBytes, at)).length > 0);
    }
  }
  return told;
}

Deno.test("textInsideFindings() takes 25 bytes of ASCII at any place for text, and 24 for chance", async () => {
  for (const text of [LOG, "Qt7#kv.Xw2~mZ9pL".repeat(4), "x".repeat(25)]) {
    const bytes = encoder.encode(text);
    assert((await toldAnywhere(bytes.slice(0, 25))).every((told) => told), text);
    assert((await toldAnywhere(bytes.slice(0, 24))).every((told) => !told), text);
  }
});

Deno.test("textInsideFindings() takes 31 bytes of UTF-8 for text, and 30 for chance", async () => {
  const bytes = (size: number) => encoder.encode("x".repeat(size % 2) + CYRILLIC).slice(0, size);
  assert((await toldAnywhere(bytes(31))).every((told) => told));
  assert((await toldAnywhere(bytes(30))).every((told) => !told));
});

Deno.test("textInsideFindings() takes 4 characters of UTF-16 for text, and 3 for chance, in either order", async () => {
  for (const littleEndian of [true, false]) {
    assert((await toldAnywhere(utf16("node", littleEndian))).every((told) => told));
    assert((await toldAnywhere(utf16("nod", littleEndian))).every((told) => !told));
  }
});

Deno.test("textInsideFindings() looks at the bytes that corosync reads, of what is long enough for a key", async () => {
  const key = Uint8Array.of(...await fixedKey("longer", 4096), ...await fixedKey("behind", 128));
  key.set(encoder.encode(LOG), 4096 - 24);
  key[4096 - 25] = 0xff;
  assertEquals(textInsideFindings(key), []);
  key[4096 - 25] = 0x20;
  assertEquals(textInsideFindings(key).length, 1);
  const short = await keyWith(encoder.encode(LOG.slice(0, 40)), 128, 40);
  assertEquals(textInsideFindings(short.subarray(0, 127)), []);
  assertEquals(textInsideFindings(short).length, 1);
});

Deno.test("a key with text in it is refused as a damaged copy, with one cause and no byte of it told", async () => {
  for (const sizeBytes of [...LENGTHS, 300]) {
    const key = await keyWith(encoder.encode(LOG.slice(0, 32)), sizeBytes, 40);
    const [finding, ...others] = await findingsAboutKey(toContent(key, key.length));
    assertEquals(
      [finding.code, finding.kind, finding.severity, finding.reason, others],
      [
        "text-inside",
        "damage",
        "refusal",
        "32 bytes in a row inside the key are text: it was written over the key or into it",
        [],
      ],
    );
  }
});

Deno.test("what is text for the most part stays another file, and text at an end what it was", async () => {
  const codes = async (key: Uint8Array) =>
    (await findingsAboutKey(toContent(key, key.length))).map(({ code }) => code);
  const page = encoder.encode(LOG.repeat(4)).slice(0, 256);
  page[5] = page[120] = page[250] = 0xe4;
  assertEquals(await codes(page), ["mostly-text"]);
  const key = await fixedKey("ends", 256);
  assertEquals(await codes(Uint8Array.of(...encoder.encode(LOG), ...key)), ["text-before-key"]);
  assertEquals(await codes(Uint8Array.of(...key, ...encoder.encode(LOG))), ["text-after-key"]);
});

Deno.test("of text behind a key of 4,096 bytes that ends in text itself only what is behind it counts", async () => {
  const told = async (text: string, ofKey: string) => {
    const key = Uint8Array.of(...await fixedKey("ends in text", 4096), ...encoder.encode(text));
    key.set([0xff, ...encoder.encode(ofKey)], 4095 - ofKey.length);
    const [{ code, severity, reason }] = await findingsAboutKey(toContent(key, key.length));
    return [code, severity, reason.split(/[,;:]/, 1)[0]];
  };
  assertEquals(await told("exit status 0", "abc"), [
    "unusual-length",
    "warning",
    "4109 bytes is no usual length (a multiple of 128)",
  ]);
  const appended = (bytes: number, severity = "warning") => [
    "text-after-key",
    severity,
    `text was appended to the key (${bytes} bytes)`,
  ];
  assertEquals((await told("exit status 100", "a"))[0], "unusual-length");
  assertEquals(await told("exit status: 100", "a"), appended(16));
  // So much of the key is text by no chance.
  assertEquals((await told("exit status 0", "Qt7#kv.Xw2~mZ9p"))[0], "unusual-length");
  assertEquals(await told("exit status 0", "Qt7#kv.Xw2~mZ9pL"), appended(29, "refusal"));
  assertEquals((await told("Доброжа", "ab"))[0], "unusual-length");
  assertEquals(await told("Доброжал", "ab"), appended(16));
});
