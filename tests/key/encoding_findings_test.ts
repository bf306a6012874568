import { assertEquals } from "../assert.ts";
import { fixedKey, randomKey } from "../keys.ts";
import { encodingFindings } from "../../lib/key/encoding_findings.ts";

const encoder = new TextEncoder();
const names = (key: Uint8Array): string[] =>
  encodingFindings(key).map(({ name, severity }) => `${severity}: ${name}`);
const latin1 = (key: Uint8Array): string => String.fromCharCode(...key);
const fromLatin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)));

Deno.test("encodingFindings() accuses no random key of any usual length", () => {
  for (const sizeBytes of [128, 256, 1024, 4096]) {
    for (let i = 0; i < 500; i++) assertEquals(names(randomKey(sizeBytes)), []);
  }
});

Deno.test("encodingFindings() recognises text and says which kind", async () => {
  const key = await fixedKey("text", 96);
  const kinds: [string, string][] = [
    [btoa(latin1(key)), "base64"],
    [btoa(latin1(key)) + "\n", "base64"],
    [Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join(""), "hexadecimal text"],
    [`-----BEGIN PRIVATE KEY-----\n${btoa(latin1(key))}\n-----END PRIVATE KEY-----\n`, "PEM"],
    ["correct horse battery staple! ".repeat(5), "text"],
  ];
  for (const [text, kind] of kinds) {
    const findings = encodingFindings(encoder.encode(text));
    assertEquals(findings.map(({ name }) => name), ["text"]);
    assertEquals(findings[0].reason.startsWith(`the file is ${kind}:`), true, findings[0].reason);
  }
});

Deno.test("encodingFindings() takes one byte that is no text for a binary key", () => {
  const text = encoder.encode("x".repeat(128));
  assertEquals(names(text), ["refusal: text"]);
  text[77] = 0x07;
  assertEquals(names(text), []);
});

Deno.test("encodingFindings() recognises a key that went through a UTF-8 decoder", async () => {
  for (const sizeBytes of [128, 256, 4096]) {
    const key = await fixedKey("decoder", sizeBytes);
    const mangled = encoder.encode(new TextDecoder().decode(key));
    assertEquals(names(mangled), ["refusal: UTF-8 replacement"]);
    // Cut back to the length that was asked for, in the middle of a replacement or not.
    assertEquals(names(mangled.subarray(0, sizeBytes)), ["refusal: UTF-8 replacement"]);
    assertEquals(names(encoder.encode(latin1(key))), ["refusal: UTF-8 encoded"]);
  }
});

Deno.test("encodingFindings() takes two replacement marks for chance and three for damage", async () => {
  const key = await fixedKey("marks", 128);
  key.set([0xef, 0xbf, 0xbd], 10);
  key.set([0xef, 0xbf, 0xbd], 40);
  assertEquals(names(key), []);
  key.set([0xef, 0xbf, 0xbd], 70);
  assertEquals(names(key), ["refusal: UTF-8 replacement"]);
});

Deno.test("encodingFindings() recognises a newline that was added", async () => {
  const key = await fixedKey("newline", 128);
  assertEquals(names(joined(key, encoder.encode("\n"))), ["warning: trailing newline"]);
  assertEquals(names(joined(key, encoder.encode("\r\n"))), ["warning: trailing newline"]);
  assertEquals(names(joined(key, encoder.encode("x"))), []);
  // A fair key ends with this byte once in 256: a usual length vouches for it.
  key[127] = 0x0a;
  assertEquals(names(key), []);
});

Deno.test("encodingFindings() recognises a copy in text mode", async () => {
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
    assertEquals(names(fromLatin1(text.replaceAll("\n", "\r\n"))), ["warning: CRLF translation"]);
  }
  // Eight pairs add a multiple of eight: the length says nothing, their number says enough.
  const eight = Array.from(original, (character, i) => i % 25 === 3 && i < 200 ? "\n" : character);
  assertEquals(names(fromLatin1(eight.join("").replaceAll("\n", "\r\n"))), [
    "warning: CRLF translation",
  ]);
  // One newline without its carriage return shows that nothing translated them.
  assertEquals(names(fromLatin1(eight.join("").replaceAll("\n", "\r\n") + "\nabcdefg")), []);
});

Deno.test("encodingFindings() recognises our own message in front of a key", async () => {
  const banner = encoder.encode("Corosync Cluster Engine Authentication key generator.\n");
  const key = await fixedKey("banner", 128);
  assertEquals(names(joined(banner, key)), ["refusal: banner"]);
  assertEquals(names(joined(key, banner)), []);
});
