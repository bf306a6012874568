import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "../assert.ts";
import { randomKey } from "../keys.ts";
import { Failure } from "../../lib/failure.ts";
import { OPENSSL_COMMAND, parseWantedKey } from "../../lib/key/wanted_key.ts";

const ONE = "SHA256:x4jGehPKSGPGRrqsljWL7StaNActRD8V3P0ZVD795sc";
const TWO = "SHA256:Xl2Apw5G3M7NVJIDbsdc/2TiQODvy1oL6gXssaJ3bPk";
const whole = (fingerprint: string) => ({ fingerprint, scope: "whole key" });
const refusal = (text: string): string =>
  assertThrows(() => parseWantedKey(text, 3), Failure).message;

Deno.test("parseWantedKey() takes a fingerprint, and every line of ours that holds one", () => {
  for (
    const text of [
      ONE,
      `${ONE}=`,
      ` ${ONE}\n`,
      `${ONE} authkey (128 bytes)`,
      `/etc/corosync/authkey: 128 bytes, ${ONE}`,
      `Installed /a (there was none; named on the command line): 128 bytes, ${ONE}`,
      `${ONE} a (256 bytes)\n${TWO} a (first 128 bytes, for corosync 1.x and 2.x)`,
      `${ONE} a (128 bytes)\n${ONE} b (128 bytes)\nAll 2 hold one key.`,
      `corosync-keygen: Replaced the key of 2001-09-09 01:46 UTC (${ONE})`,
      `The old key was ${ONE}.`,
      `{"fingerprint":{"full":"${ONE}","first128Bytes":"${TWO}"}}`,
      `{"fingerprint": {"full": "${ONE}", "first128Bytes": "${ONE}"}}`,
    ]
  ) {
    assertEquals(parseWantedKey(text, 3), whole(ONE), text);
  }
});

Deno.test("parseWantedKey() takes a line about 128 bytes for that, when it is the only one", () => {
  const line = `${TWO} a (first 128 bytes, for corosync 1.x and 2.x)`;
  assertEquals(parseWantedKey(line, 3), { fingerprint: TWO, scope: "first 128 bytes" });
});

Deno.test("parseWantedKey() refuses anything else in one line that says what it is", () => {
  const sum = "27c0cf2a".repeat(8);
  assertEquals(
    refusal(`${sum}  authkey`),
    `Unsupported --check of 73 characters: a plain SHA-256 sum, as of sha256sum; a fingerprint ` +
      `comes from ${OPENSSL_COMMAND} (supported: SHA256: and 43 characters of base64)`,
  );
  for (
    const line of [
      `SHA2-256(authkey)= ${sum}`, // openssl dgst -sha256
      `SHA2-256(authkey)= ${sum.replaceAll(/..(?!$)/g, "$&:")}`, // the same with -c
      `SHA256 (authkey) = ${sum}`, // sha256sum --tag
      `SHA256:${sum}`,
      `${sum.toUpperCase()} *authkey`,
    ]
  ) {
    assertStringIncludes(refusal(line), ": a plain SHA-256 sum, as of sha256sum; a fingerprint ");
  }
  assert(!refusal(sum.repeat(8)).includes("sum"), "a key in hexadecimal digits");
  assertStringIncludes(
    refusal(ONE.slice(7)),
    `put SHA256: in front if it comes from ${OPENSSL_COMMAND}`,
  );
  assertStringIncludes(refusal(`${ONE.slice(7)}=`), "put SHA256: in front");
  assertEquals(
    refusal("SHA256:x"),
    "Unsupported --check 'SHA256:x': no fingerprint of ours (supported: SHA256: and 43 characters " +
      "of base64)",
  );
  assertStringIncludes(refusal(""), "'': nothing");
  assertStringIncludes(refusal(`MD5:00:11`), ": MD5 (");
  assertStringIncludes(refusal(ONE + "A"), "no fingerprint of ours");
  assertStringIncludes(refusal(`${ONE} a\n${TWO} b`), ": names two fingerprints: give one");
  for (
    const line of [
      `k2 holds another key: ${ONE}, wanted ${TWO}`,
      `Refused the key: it is ${ONE}, wanted ${TWO}`,
      `Replaced k (the old key was ${ONE}; named on the command line): 128 bytes, ${TWO}`,
      `{"fingerprint":{"full":"${ONE}"},"previousFingerprint":{"full":"${TWO}"}}`,
    ]
  ) assertStringIncludes(refusal(line), ": names two fingerprints: give one");
  assertStringIncludes(refusal(`A${ONE}`), "no fingerprint of ours");
  assertEquals(refusal("a\nb".repeat(100)).includes("\n"), false);
  assertEquals(refusal("a".repeat(1000)).length < 250, true);
  // The key itself, as people write it down, is no key byte less.
  const key = randomKey(128);
  const digits = Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = btoa(String.fromCharCode(...key));
  const inLines = (text: string, width: number) =>
    text.replace(new RegExp(`.{${width}}`, "g"), "$&\n");
  const forms = [
    ...[base64, inLines(base64, 76), inLines(base64, 64)],
    ...[digits, inLines(digits, 60), digits.replace(/../g, " $&"), `key: ${digits}`],
  ];
  for (const text of [...forms, `${forms[1]} ${ONE} ${TWO}`]) {
    const told = refusal(text);
    assertMatch(told, /^Unsupported --check of \d+ characters: /);
    for (const part of text.split(/\s+/)) {
      if (part.length >= 16 && !part.startsWith("SHA256:")) {
        assertEquals(told.includes(part.slice(0, 16)), false);
      }
    }
  }
  // Each line that tools wrap one into, to the last and shortest.
  for (
    const text of [
      inLines(base64, 64),
      inLines(base64, 76),
      inLines(digits, 60),
      inLines(digits, 32),
    ]
  ) {
    for (const line of text.trim().split("\n")) {
      assertMatch(refusal(line), /^Unsupported --check of \d+ characters: /);
      assertEquals(refusal(line).includes(line), false);
    }
  }
  assertMatch(refusal(`SHA256:${base64.slice(0, 64)}`), /^Unsupported --check of 71 characters: /);
  assertStringIncludes(refusal(`SHA256:${"a".repeat(48)}`), `'SHA256:${"a".repeat(48)}'`);
  assertStringIncludes(refusal(`SHA256:${"a".repeat(49)}`), "of 56 characters");
});
