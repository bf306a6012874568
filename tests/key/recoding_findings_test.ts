import { assert, assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { damageFindings } from "../../lib/key/damage_findings.ts";

const encoder = new TextEncoder();
const names = (key: Uint8Array): string[] =>
  damageFindings(key).map(({ code, severity }) => `${severity}: ${code}`);
const latin1 = (key: Uint8Array): string => String.fromCharCode(...key);
const joined = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => Array.from(typeof part === "string" ? encoder.encode(part) : part)),
  );

Deno.test("damageFindings() recognises a key that went through a UTF-8 decoder", async () => {
  for (const sizeBytes of [128, 256, 4096]) {
    const key = await fixedKey("decoder", sizeBytes);
    const mangled = encoder.encode(new TextDecoder().decode(key));
    assertEquals(names(mangled), ["refusal: utf-8-replaced"]);
    // Cut back to the length that was asked for, in the middle of a replacement or not.
    assertEquals(names(mangled.subarray(0, sizeBytes)), ["refusal: utf-8-replaced"]);
    assertEquals(names(encoder.encode(latin1(key))), ["refusal: utf-8"]);
    assertEquals(names(joined(Uint8Array.of(0xef, 0xbb, 0xbf), encoder.encode(latin1(key)))), [
      "refusal: utf-8",
    ]);
  }
});

Deno.test("damageFindings() tests 64 bytes of UTF-8, of 7 bits or with question marks, and 63 not", async () => {
  const key = await fixedKey("short", 64);
  const cases = [
    [
      "utf-8",
      (size: number) => encoder.encode("a" + latin1(key.map((byte) => byte | 0x80))).slice(0, size),
    ],
    ["7-bit", (size: number) => key.slice(0, size).map((byte) => byte & 0x7f)],
    ["bytes-replaced", (size: number) => key.slice(0, size).fill(0x3f, 20, 40)],
  ] as const;
  for (const [code, make] of cases) {
    assertEquals(names(make(64)).filter((name) => name.endsWith(code)), [`refusal: ${code}`]);
    assertEquals(names(make(63)).filter((name) => name.endsWith(code)), []);
  }
});

Deno.test("damageFindings() takes two replacement marks for chance and three for damage", async () => {
  const key = await fixedKey("marks", 128);
  key.set([0xef, 0xbf, 0xbd], 10);
  key.set([0xef, 0xbf, 0xbd], 40);
  assertEquals(names(key), []);
  key.set([0xef, 0xbf, 0xbd], 70);
  assertEquals(names(key), ["refusal: utf-8-replaced"]);
});

Deno.test("damageFindings() recognises UTF-16 and UTF-32 of either order, with a mark or without", async () => {
  const key = await fixedKey("utf-16", 256);
  const wide = (bytes: number, at: number) => {
    const out = new Uint8Array(key.length * bytes);
    key.forEach((byte, index) => out[index * bytes + at] = byte);
    return out;
  };
  for (const encoded of [wide(2, 0), wide(2, 1), wide(4, 0), wide(4, 3)]) {
    assertEquals(names(encoded), ["refusal: utf-16"]);
  }
  assertEquals(names(joined(Uint8Array.of(0xff, 0xfe), wide(2, 0))), ["refusal: utf-16"]);
  const page = encoder.encode("<!DOCTYPE html><html></html>".repeat(5));
  const text = joined(
    Uint8Array.of(0xff, 0xfe),
    Uint8Array.from([...page].flatMap((byte) => [byte, 0])),
  );
  assertEquals(damageFindings(text).map(({ code, reason }) => [code, reason]), [
    ["utf-16-text", "the file is UTF-16 text: a web page, perhaps an error of the server"],
  ]);
  const other = joined(
    Uint8Array.of(0xfe, 0xff),
    Uint8Array.from([...page].flatMap((byte) => [0, byte])),
  );
  assertEquals(names(other), ["refusal: utf-16-text"]);
  // FF FE in front of a key that is none of it: one random key in 65,536.
  assertEquals(names(joined(Uint8Array.of(0xff, 0xfe), key.subarray(2))), []);
});

/** A key of this size of which every second byte is zero, from the first or the second on. */
async function everySecondZero(sizeBytes: number, parity: number): Promise<Uint8Array> {
  const key = (await fixedKey("second", sizeBytes)).map((byte) => byte | 0x80);
  return key.map((byte, i) => i % 2 === parity ? 0 : byte);
}

Deno.test("damageFindings() takes 32 bytes with every second one zero for UTF-16, and 31 not", async () => {
  for (const parity of [0, 1]) {
    const of = async (size: number) => names(await everySecondZero(size, parity));
    assertEquals([await of(32), await of(31)], [["refusal: utf-16"], []]);
  }
});

Deno.test("damageFindings() takes 15 zeros in a row for UTF-16 and 16 for a lost part", async () => {
  const key = await everySecondZero(128, 1);
  // Seven zero bytes of the key inside of it, or eight in front, where no zero stands before them.
  assertEquals(names(key.slice().fill(0, 41, 56)), ["refusal: utf-16"]);
  assertEquals(names(key.slice().fill(0, 0, 16)), ["refusal: zeros-in-front"]);
});

Deno.test("damageFindings() takes zeros at half of the places of one parity for UTF-16, and at one fewer not", async () => {
  const key = (await fixedKey("half", 128)).map((byte) => byte | 0x80);
  const withZeros = (even: number, odd: number) => {
    const changed = key.slice();
    for (let i = 0; i < even; i++) changed[2 * i + 1] = 0;
    for (let i = 0; i < odd; i++) changed[127 - 2 * i - 1] = 0;
    return names(changed);
  };
  // Of 128 bytes 64 stand at each: where 32 are zero, and 31 with as many at the other places.
  assertEquals([withZeros(32, 0), withZeros(0, 32)], Array(2).fill(["refusal: utf-16"]));
  assertEquals([withZeros(31, 10), withZeros(10, 31)], [[], []]);
});

Deno.test("damageFindings() recognises what seven bits and question marks leave", async () => {
  const key = await fixedKey("seven bits", 128);
  assertEquals(names(key.map((byte) => byte & 0x7f)), ["refusal: 7-bit"]);
  const one = key.map((byte) => byte & 0x7f);
  one[5] |= 0x80;
  assertEquals(names(one), []);
  assertEquals(names(key.map((byte) => byte < 0x80 ? byte : 0x3f)), ["refusal: bytes-replaced"]);
});

Deno.test("damageFindings() takes more question marks than 1 of 10,000,000 keys has for replaced bytes", async () => {
  const marked = async (sizeBytes: number, marks: number) => {
    const key = (await fixedKey("marks", sizeBytes)).map((byte) => byte === 0x3f ? 0x40 : byte);
    for (let i = 0; i < marks; i++) key[3 + 7 * i] = 0x3f;
    return damageFindings(key);
  };
  // As many as chance brings more often, and one more.
  for (const [sizeBytes, most] of [[128, 7], [256, 9], [1024, 18], [4096, 41]]) {
    assertEquals(await marked(sizeBytes, most), [], `${sizeBytes}`);
    const [{ code, severity, chance = 1 }] = await marked(sizeBytes, most + 1);
    assertEquals([code, severity], ["bytes-replaced", "refusal"]);
    assert(chance <= 1e-7 && chance > 1e-9, `${sizeBytes}: ${chance}`);
  }
});

/** What `bytes.decode(page, "replace").encode(page, "replace")` of Python makes question marks of. */
const UNDEFINED_BYTES: Readonly<Record<string, readonly number[]>> = {
  CP1252: [0x81, 0x8d, 0x8f, 0x90, 0x9d],
  CP857: [0xd5, 0xe7, 0xf2],
  "ISO 8859-7": [0xae, 0xd2, 0xff],
};

for (const [page, lost] of Object.entries(UNDEFINED_BYTES)) {
  Deno.test(`damageFindings() recognises long keys in which ${page} lost what it does not define`, async () => {
    let found = 0;
    for (let i = 0; i < 100; i++) {
      const key = await fixedKey(`${page} ${i}`, 4096);
      const codes = names(key.map((byte) => lost.includes(byte) ? 0x3f : byte));
      if (codes.join() === "refusal: bytes-replaced") found++;
    }
    assert(found >= 98, `${found} of 100`);
  });
}

Deno.test("damageFindings() calls a key of which half or more is zero a lost part, and not UTF-16", async () => {
  for (const [sizeBytes, zeros] of [[128, 128], [256, 256], [2048, 2048], [128, 3968], [60, 196]]) {
    const key = await fixedKey("half", sizeBytes);
    assertEquals(names(joined(key, new Uint8Array(zeros))), ["refusal: zeros-at-end"]);
    assertEquals(names(joined(new Uint8Array(zeros), key)), ["refusal: zeros-in-front"]);
    assertEquals(names(joined(key, new Uint8Array(zeros), key)), ["refusal: zeros-inside"]);
  }
});

Deno.test("damageFindings() recognises a key that was appended to itself", async () => {
  const key = await fixedKey("twice", 128);
  assertEquals(names(joined(key, key)), ["refusal: twice"]);
  for (const [copies, times] of [[2, "twice"], [3, "3 times"], [5, "5 times"], [32, "32 times"]]) {
    const [finding] = damageFindings(joined(...Array(Number(copies)).fill(key)));
    assertEquals(finding.code, "twice");
    assert(finding.reason.startsWith(`the same 128 bytes stand there ${times}`), finding.reason);
  }
  const long = await fixedKey("cut", 256);
  for (
    const [rest, code] of [[7, []], [8, ["refusal: twice"]], [128, ["refusal: twice"]]] as const
  ) {
    assertEquals(names(joined(long, long.subarray(0, rest))), [...code]);
  }
  assertEquals(
    damageFindings(joined(long, long, long.subarray(0, 100)))[0].reason,
    "the same 256 bytes stand there twice and their first 100 once more, as when copies were appended to each other",
  );
  // What repeats itself sooner comes from a source.
  const short = key.subarray(0, 64);
  assertEquals(names(joined(...Array(6).fill(short))), []);
  key[0] ^= 1;
  assertEquals(names(joined(key, await fixedKey("twice", 128))), []);
});
