import { assert, assertEquals } from "../assert.ts";
import { readConfiguration } from "../../lib/corosync/configuration.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const rejection = (text: string): unknown => {
  const configuration = readConfiguration(bytes(text));
  assert(configuration.kind === "rejected", `taken: ${text}`);
  return [configuration.line, configuration.reason];
};
const valuesOf = (text: string): Record<string, string> => {
  const configuration = readConfiguration(bytes(text));
  assert(configuration.kind === "read", JSON.stringify(configuration));
  return Object.fromEntries(configuration.values);
};

const TOO_LONG = "the line is too long";

Deno.test("readConfiguration() joins names, trims blanks and lets the later value win", () => {
  assertEquals(
    valuesOf(`# a comment { }
totem {
\tkeyfile :  /etc/a b \t
  interface {
    keyfile: /etc/other
  }
}
totem.keyfile: /etc/c # part of the value\r
`),
    { "totem.keyfile": "/etc/c # part of the value", "totem.interface.keyfile": "/etc/other" },
  );
});

Deno.test("readConfiguration() says at which line corosync gives up, and why", () => {
  assertEquals(rejection("totem { version: 2\n}\n"), [1, "something follows the opening brace"]);
  assertEquals(rejection("totem\n{\n}\n"), [
    1,
    "neither a section, nor its end, nor a name and a value",
  ]);
  assertEquals(rejection("totem {\nversion: 2\n"), [2, "a section is not closed"]);
  assertEquals(rejection("totem {\n}\n}\n"), [3, "a closing brace without a section"]);
  assertEquals(rejection("totem {\n} # end\n"), [2, "something stands beside the closing brace"]);
  assertEquals(rejection("{\n}\n"), [1, "a section has no name"]);
  assertEquals(rejection("totem {\n}\nx\0\n"), [3, "a zero byte stands in the line"]);
  assertEquals(
    rejection("totem {\ncrypto_cipher: AES256\n}\n"),
    [2, "totem.crypto_cipher must be none, aes256, aes192 or aes128"],
  );
});

Deno.test("readConfiguration() takes a name of three bytes or more, as corosync's store does", () => {
  assertEquals(valuesOf("a.b: c\n"), { "a.b": "c" });
  const reason = "the name has characters that corosync cannot store, or too few";
  assertEquals(rejection("ab: c\n"), [1, reason]);
});

Deno.test("readConfiguration() takes the models of cryptography that corosync takes, in totem alone", () => {
  for (const model of ["nss", "openssl"]) {
    assertEquals(valuesOf(`totem {\ncrypto_model: ${model}\n}\n`), { "totem.crypto_model": model });
  }
  for (const model of ["gcrypt", "NSS", "nss openssl", ""]) {
    assertEquals(
      rejection(`totem {\ncrypto_model: ${model}\n}\n`),
      [2, "totem.crypto_model must be nss or openssl"],
    );
  }
  assertEquals(valuesOf("totem.crypto_model: gcrypt\n"), { "totem.crypto_model": "gcrypt" });
});

Deno.test("readConfiguration() takes a line of 510 bytes and refuses one of 511", () => {
  assertEquals(valuesOf("key: " + "x".repeat(505)), { key: "x".repeat(505) });
  assertEquals(rejection("key: " + "x".repeat(506)), [1, TOO_LONG]);
  // 254 letters of two bytes each and "k: " do not fit although they are 257 characters.
  assertEquals(rejection("# " + "ä".repeat(255)), [1, TOO_LONG]);
});

Deno.test("readConfiguration() ends a line at a zero byte as corosync does", () => {
  assertEquals(valuesOf("\0\nkey: a\n\0junk {\n"), { key: "a" });
  // The rest of a line that starts with a zero byte and does not fit is the next line.
  assertEquals(valuesOf("\0" + "x".repeat(510) + "key: b\n"), { key: "b" });
  assertEquals(rejection("\0" + "x".repeat(510) + "}\n"), [2, "a closing brace without a section"]);
  assertEquals(rejection("key: a\0b\n"), [1, "a zero byte stands in the line"]);
  // Only at the end of the file is nothing missing.
  assertEquals(valuesOf("key: a\0b"), { key: "a" });
  assertEquals(rejection("key: " + "x".repeat(506)), [1, TOO_LONG]);
  assertEquals(rejection(" ".repeat(511)), [1, TOO_LONG]);
});
