import { assert, assertAlmostEquals, assertEquals, assertLess } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { assertFewAccused, assertWitnessedRate, SUM_OF_CHANCES } from "./accused_keys.ts";
import { isUsualLength } from "../../lib/key/finding.ts";
import { damageFindings } from "../../lib/key/damage_findings.ts";
import { ASCII_SHARE, TEXT_SHARE } from "../../lib/key/foreign_findings.ts";
import { isAsciiText, isText, textPrefixLength } from "../../lib/key/byte_patterns.ts";

const encoder = new TextEncoder();
const names = (key: Uint8Array): string[] =>
  damageFindings(key).map(({ code, severity }) => `${severity}: ${code}`);
const latin1 = (key: Uint8Array): string => String.fromCharCode(...key);
const fromLatin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
const joined = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => Array.from(typeof part === "string" ? encoder.encode(part) : part)),
  );

Deno.test("isUsualLength() takes multiples of 128 from 128 on", () => {
  assertEquals([0, 127, 128, 129, 192, 200, 256, 384, 4096].filter(isUsualLength), [
    128,
    256,
    384,
    4096,
  ]);
});

Deno.test("damageFindings() has nothing to say of a key that was copied well", async () => {
  for (const sizeBytes of [128, 256, 1024, 4096]) {
    assertEquals(names(await fixedKey("well", sizeBytes)), []);
  }
});

Deno.test("damageFindings() recognises a byte order mark in front", async () => {
  const key = await fixedKey("mark", 256);
  assertEquals(names(joined(Uint8Array.of(0xef, 0xbb, 0xbf), key)), ["refusal: byte-order-mark"]);
  assertEquals(names(joined(Uint8Array.of(0xef, 0xbb), key)), []);
});

Deno.test("damageFindings() refuses what is damaged in the beginning that corosync reads, whatever comes behind it", async () => {
  const key = await fixedKey("whole", 4096);
  const marked = joined(Uint8Array.of(0xef, 0xbb, 0xbf), key);
  assertEquals(names(joined(marked, marked)), ["refusal: byte-order-mark"]);
  const ended = fromLatin1(latin1(key).replaceAll("\n", "\r\n"));
  assertEquals(names(joined(ended, ended)), ["refusal: crlf"]);
  assertEquals(names(joined(key, key)), ["warning: twice"]);
});

Deno.test("damageFindings() recognises what shells say before a key and behind it", async () => {
  const key = await fixedKey("shell", 256);
  for (
    const text of [
      "Welcome\n",
      "Welcome to node1\n",
      "Last login: Wed Nov 25 21:45:09 2026 from 10.0.0.1\r\n",
      "\x1b[32mnode1\x1b[0m is ready\n",
      "Grüße von Knoten 1 — nur für Befugte\n",
      "no newline behind this greeting",
      "l".repeat(300) + "\n",
    ]
  ) {
    assertEquals(names(joined(text, key)), ["refusal: text-before-key"], text);
    assertEquals(names(joined(key, text)), ["refusal: text-after-key"], text);
  }
  // Short ones have the length for a witness, and are rare, but not impossible, without damage.
  assertEquals(names(joined("Hi\n", key)), ["warning: text-before-key"]);
  assertEquals(names(joined(key, "bye\n")), ["warning: text-after-key"]);
  assertEquals(names(joined("Hi", key)), []);
  assertEquals(names(joined(key, Uint8Array.of(0xc2, 0xa0), "\r\n")), ["refusal: text-after-key"]);
});

Deno.test("damageFindings() counts all of a text at an end, however long, and takes none for a line end", async () => {
  const key = await fixedKey("long", 2_048);
  key[0] = key[2_047] = 1;
  const line = "All access is logged and watched on this node.\n";
  for (const size of [16, 127, 128, 129, 130, 200, 256, 300, 385, 600, 1_000]) {
    const text = line.repeat(30).slice(0, size - 1) + "\n";
    const of = (damaged: Uint8Array) =>
      damageFindings(damaged).map(({ code, severity, reason }) => [
        `${severity}: ${code}`,
        /\d+ bytes/.exec(reason)?.[0],
      ]);
    assertEquals(of(joined(text, key)), [["refusal: text-before-key", `${size} bytes`]]);
    assertEquals(of(joined(key, text)), [["refusal: text-after-key", `${size} bytes`]]);
  }
});

Deno.test("damageFindings() counts up to 15 bytes of a key of 4,096 that are text as the key's, and not 16", async () => {
  const key = (await fixedKey("longest", 4096)).fill(1, 4070);
  const reasonOf = (ofKey: number, text: string) => {
    const ends = key.slice();
    ends.fill(0x42, 4096 - ofKey);
    return damageFindings(joined(ends, text))[0].reason;
  };
  for (const text of ["x".repeat(1024), "x".repeat(128)]) {
    for (const ofKey of [0, 2, 15]) {
      const reason = reasonOf(ofKey, text);
      assert(reason.includes(`(${text.length} bytes)`), reason);
      assert(reason.endsWith("corosync 3.x reads 4096 bytes and leaves it out"), reason);
    }
    const reason = reasonOf(16, text);
    assert(reason.includes(`(${text.length + 16} bytes)`), reason);
    assert(reason.includes(": corosync takes it for a part of the key"), reason);
  }
});

Deno.test("damageFindings() takes 15 bytes of text at an end for chance and 16 for a greeting", async () => {
  const key = await fixedKey("ends", 256);
  key[15] =
    key[16] =
    key[239] =
    key[240] =
      0;
  const start = (size: number) => {
    const changed = key.slice();
    changed.set(encoder.encode("x".repeat(size)));
    return names(changed);
  };
  const end = (size: number) => {
    const changed = key.slice();
    changed.set(encoder.encode("x".repeat(size)), 256 - size);
    return names(changed);
  };
  assertEquals([start(15), end(15)], [[], []]);
  assertEquals([start(16), end(16)], [["refusal: text-before-key"], ["refusal: text-after-key"]]);
});

Deno.test("damageFindings() takes 23 bytes of UTF-8 at an end for chance and 24 for a greeting", async () => {
  const key = (await fixedKey("ends", 256)).fill(1, 20, 30).fill(1, 226, 236);
  // Characters of three bytes; of the 23, one has two.
  const texts = ["€".repeat(7) + "ü", "€".repeat(8)].map((text) => encoder.encode(text));
  assertEquals(texts.map(({ length }) => length), [23, 24]);
  const found = (["start", "end"] as const).map((end) =>
    texts.map((text) => {
      const changed = key.slice();
      changed.set(text, end === "start" ? 0 : 256 - text.length);
      return names(changed);
    })
  );
  assertEquals(found, [[[], ["refusal: text-before-key"]], [[], ["refusal: text-after-key"]]]);
});

Deno.test("damageFindings() states no less for 24 bytes of UTF-8 than good keys show at an end", async () => {
  const key = await fixedKey("ends", 256);
  key.set(encoder.encode("€".repeat(8)));
  const [{ code, chance = 0 }] = damageFindings(key);
  assertEquals(code, "text-before-key");
  // Exact, at either end: a character of one to four bytes, and then text that covers the others.
  const shares = [100 / 2 ** 8, 1888 / 2 ** 16, 61_440 / 2 ** 24, 2 ** 20 / 2 ** 32];
  const covering = [1];
  for (let size = 1; size <= 24; size++) {
    covering.push(shares.reduce((sum, share, i) => sum + share * (covering[size - 1 - i] ?? 1), 0));
  }
  assert(chance >= covering[24] && chance < 1.2 * covering[24], `${chance} for ${covering[24]}`);
});

Deno.test("damageFindings() recognises line ends that were added", async () => {
  const key = await fixedKey("newline", 128);
  for (const end of ["\n", "\r\n", "\n\n"]) {
    assertEquals(names(joined(key, end)), ["warning: newline-at-end"], JSON.stringify(end));
  }
  // A carriage return alone ends no line.
  for (const end of ["x", "\r", "\n\r"]) assertEquals(names(joined(key, end)), []);
  // A fair key ends with this byte once in 256: a usual length says that it belongs to it.
  key[127] = 0x0a;
  assertEquals(names(key), []);
});

Deno.test("damageFindings() recognises a copy in text mode", async () => {
  const key = await fixedKey("text mode", 256);
  const original = latin1(key).replaceAll("\n", "x").replaceAll("\r", "y");
  const withNewlines = (count: number) => {
    const characters = Array.from(original);
    for (let i = 0; i < count; i++) characters[20 + 50 * i] = "\n";
    return characters.join("");
  };
  for (const count of [1, 2, 3, 4]) {
    const text = withNewlines(count);
    assertEquals(names(fromLatin1(text)), []);
    assertEquals(names(fromLatin1(text.replaceAll("\n", "\r\n"))), [
      count < 3 ? "warning: crlf" : "refusal: crlf",
    ]);
  }
  // Three pairs say enough without the length; one newline without its carriage return disproves them.
  const three = withNewlines(3).replaceAll("\n", "\r\n").slice(0, 256);
  assertEquals(names(fromLatin1(three)), ["refusal: crlf"]);
  assertEquals(names(fromLatin1(three.slice(0, -1) + "\n")), []);
});

Deno.test("damageFindings() states no less for three CRLF than good keys of any length show", async () => {
  const key = (await fixedKey("pairs", 256)).map((byte) =>
    byte === 0x0a || byte === 0x0d ? 0 : byte
  );
  key.set([0x0d, 0x0a, 1, 0x0d, 0x0a, 1, 0x0d, 0x0a, 1], 100);
  const [{ chance = 0 }] = damageFindings(key);
  let most = 0;
  for (let sizeBytes = 128; sizeBytes <= 4096; sizeBytes++) {
    const mean = sizeBytes / 256;
    let sum = 0;
    let term = Math.exp(-mean);
    for (let pairs = 1; pairs < 40; pairs++) {
      term *= mean / 256 / pairs;
      if (pairs >= 3) sum += term;
    }
    most = Math.max(most, sum);
  }
  assert(chance >= most && chance < 1.1 * most, `${chance} for ${most}`);
});

Deno.test("damageFindings() takes a length for a witness of one fault, though chance looks like another", async () => {
  const key = (await fixedKey("one fault", 256)).map((byte) =>
    [0x0a, 0x0d].includes(byte) ? 1 : byte
  );
  const changed = (at: number, ...bytes: number[]) => {
    const copy = key.slice();
    copy.set(bytes, at);
    return copy;
  };
  const cases = [
    [joined(key, "\n"), "newline-at-end"],
    [joined(changed(0, 0x0a), "\n"), "newline-at-end"],
    [joined(changed(0, 0x0a), Uint8Array.of(0)), "zeros-at-end"],
    [joined(changed(0, 0x61, 0x0a), "\r\n"), "newline-at-end"],
    // Every newline of it, the one that was added, has a carriage return before it.
    [joined(changed(255, 0x0d), "\n"), "newline-at-end"],
    [joined("\n", key), "text-before-key"],
    [joined(changed(0, 0x0a)), undefined],
  ] as const;
  for (const [index, [copy, code]] of cases.entries()) {
    const wanted = code === undefined ? [] : [`warning: ${code}`];
    assertEquals(names(copy), wanted, `case ${index}`);
  }
  // What chance does not bring stands alone too.
  const greeting = "Welcome to node1. ".repeat(10).slice(0, 129);
  const [finding, ...others] = damageFindings(joined(greeting, changed(127, 0x0a).slice(0, 128)));
  assertEquals([finding.code, finding.severity, others], ["text-before-key", "refusal", []]);
});

Deno.test("damageFindings() is never certain of what it only warns of", async () => {
  const key = await fixedKey("certainty", 256);
  for (const end of ["\n", "\r\n", "\n\n", "\n\n\n", "\r\n\r\n", "\n\n\n\n\n\n"]) {
    const [{ severity, chance = 1 }] = damageFindings(joined(key, end));
    assertEquals(severity, chance < 1e-5 ? "refusal" : "warning", JSON.stringify(end));
  }
});

Deno.test("damageFindings() takes two zero bytes at an end for chance and three for a loss", async () => {
  const key = await fixedKey("zeros", 256);
  const withZeros = (from: number, to: number) => names(key.slice().fill(0, from, to));
  assertEquals([withZeros(254, 256), withZeros(0, 2), withZeros(100, 105)], [[], [], []]);
  assertEquals(withZeros(253, 256), ["refusal: zeros-at-end"]);
  assertEquals(withZeros(200, 256), ["refusal: zeros-at-end"]);
  assertEquals(withZeros(0, 3), ["refusal: zeros-in-front"]);
  assertEquals(withZeros(100, 106), ["refusal: zeros-inside"]);
  // A string's end, which the length gives away.
  assertEquals(names(joined(key, Uint8Array.of(0))), ["warning: zeros-at-end"]);
  // The last two of a key may be zero, and no more by chance.
  for (
    const [ofKey, told] of [[0, "3 zero bytes seem to have been added"], [2, "3 zero bytes"], [
      3,
      "6 of 259 bytes, the last, are zero",
    ]] as const
  ) {
    const added = joined(key.slice(0, 256 - ofKey), new Uint8Array(3 + ofKey));
    const [{ severity, reason }] = damageFindings(added);
    assertEquals([severity, reason.startsWith(told)], ["refusal", true], reason);
  }
});

Deno.test("damageFindings() states no less for six zeros inside than good keys of that length show", async () => {
  for (const sizeBytes of [128, 256, 4096]) {
    const key = (await fixedKey("zeros", sizeBytes)).map((byte) => byte | 1).fill(0, 100, 106);
    const [{ code, chance = 0 }] = damageFindings(key);
    assertEquals(code, "zeros-inside");
    // At each place where they may begin, after a byte that is not zero.
    const expected = (sizeBytes - 7) * 255 / 256 * 256 ** -6;
    assert(chance >= expected && chance < 1.1 * expected, `${chance} for ${expected}`);
  }
});

Deno.test("textPrefixLength() takes whole UTF-8 characters and no controls", () => {
  assertEquals(textPrefixLength(encoder.encode("a\tü€😀\x00b")), 11);
  assertEquals(isText(encoder.encode("a\tü€😀")), true);
  for (
    const broken of [
      [0xc1, 0x81],
      [0xc2, 0x85],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [
        0xc3,
      ],
      [0x80],
      [0x0b],
    ]
  ) {
    assertEquals(textPrefixLength(Uint8Array.from([0x61, ...broken])), 1, String(broken));
  }
  assertEquals(isText(new Uint8Array()), false);
});

Deno.test("the shares of text among random bytes are what the code says", () => {
  const ascii = Array.from({ length: 256 }, (_, byte) => byte).filter(isAsciiText).length;
  assertEquals(ascii / 256, ASCII_SHARE);
  let two = 0;
  for (let first = 0xc0; first < 0xe0; first++) {
    for (let second = 0; second < 256; second++) if (isText(Uint8Array.of(first, second))) two++;
  }
  assertEquals(two, 1888);
  const sum = (share: number) =>
    ascii / 2 ** 8 / share + two / 2 ** 16 / share ** 2 + 61_440 / 2 ** 24 / share ** 3 +
    2 ** 20 / 2 ** 32 / share ** 4;
  assertLess(sum(TEXT_SHARE), 1);
  assertAlmostEquals(sum(TEXT_SHARE), 1, 0.002);
});

Deno.test("the documentation states the sum of all chances of signs of damage", () => {
  const readme = Deno.readTextFileSync(new URL("../../bench/README.md", import.meta.url));
  const [, thousands] = /once in (\d+),000 keys: that is the\nsum of all chances/.exec(readme)!;
  assertAlmostEquals(1 / SUM_OF_CHANCES, Number(thousands) * 1000, 5_000);
  const [, ofPipes] = /fair pipe a run in (\d+),000 ends/.exec(readme.replaceAll("\n", " "))!;
  assertAlmostEquals(1 / SUM_OF_CHANCES, Number(ofPipes) * 1000, 5_000);
});

Deno.test("a good key of a usual length is never called damaged, one of any length once in 7,000", () => {
  assertFewAccused(600);
});

Deno.test("a length that needs a witness is one in which good keys are warned of as often as it says", () => {
  assertWitnessedRate(600);
});
