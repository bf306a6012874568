import { assert, assertEquals } from "../assert.ts";
import { lengthFindings, NO_SITUATION } from "../../lib/key/length_findings.ts";

const names = (sizeBytes: number, situation = {}): string[] =>
  lengthFindings(sizeBytes, { ...NO_SITUATION, ...situation })
    .map(({ code, severity }) => `${severity}: ${code}`);

Deno.test("lengthFindings() refuses 127 bytes and has nothing to say of 128", () => {
  assertEquals(names(0), ["refusal: empty"]);
  assertEquals(names(127), ["refusal: too-short"]);
  assertEquals(names(128), []);
});

Deno.test("lengthFindings() takes multiples of 128 for usual and remarks on the others", () => {
  for (const sizeBytes of [128, 256, 384, 4096]) assertEquals(names(sizeBytes), []);
  for (const sizeBytes of [129, 200, 255, 257, 4095]) {
    assertEquals(names(sizeBytes), ["warning: unusual-length"]);
  }
});

Deno.test("lengthFindings() warns of byte 4097, which 3.x drops, and refuses 64 KiB", () => {
  assertEquals(names(4096), []);
  assertEquals(names(4224), ["warning: too-long"]);
  assertEquals(names(65_408), ["warning: too-long"]);
  assertEquals(names(65_536), ["refusal: too-large"]);
});

Deno.test("lengthFindings() doubts every other length beyond 4,096 bytes, and none that a fingerprint shows", () => {
  for (const sizeBytes of [4097, 4223, 4225, 65_535]) {
    const found = lengthFindings(sizeBytes);
    assertEquals(found.map(({ code, kind }) => [code, kind]), [["unusual-length", "damage"]]);
    assert(found[0].reason.endsWith("; corosync 3.x uses the first 4096 only"), found[0].reason);
    assertEquals(names(sizeBytes, { isWanted: true }), ["warning: too-long"]);
  }
  const [{ kind }] = lengthFindings(4224);
  assertEquals(kind, "length");
  assertEquals(names(200, { isWanted: true }), []);
});

Deno.test("lengthFindings() speaks of pcs, FIPS mode and older versions only where they are", () => {
  assertEquals([names(256, { fipsMode: true }), names(384, { fipsMode: true })], [
    [],
    ["warning: too-long-for-fips-mode"],
  ]);
  assertEquals([names(256, { pcs: true }), names(128, { pcs: true })], [
    [],
    ["note: not-the-length-of-pcs"],
  ]);
  assertEquals([names(128, { olderCorosync: true }), names(256, { olderCorosync: true })], [
    [],
    ["note: older-reads-less"],
  ]);
});
