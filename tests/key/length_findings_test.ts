import { assertEquals } from "../assert.ts";
import { lengthFindings } from "../../lib/key/length_findings.ts";

const names = (sizeBytes: number): string[] =>
  lengthFindings(sizeBytes).map(({ name, severity }) => `${severity}: ${name}`);

Deno.test("lengthFindings() refuses 127 bytes and takes 128", () => {
  assertEquals(names(0), ["refusal: too short"]);
  assertEquals(names(127), ["refusal: too short"]);
  assertEquals(names(128), ["note: too short for 3.0.0", "note: not the length of pcs"]);
});

Deno.test("lengthFindings() knows that 2.x reads 128 bytes", () => {
  assertEquals(names(129)[0], "note: 2.x reads less");
});

Deno.test("lengthFindings() takes exactly 256 for what pcs, NSS in FIPS mode and 3.0.0 want", () => {
  assertEquals(names(255), [
    "note: 2.x reads less",
    "note: too short for 3.0.0",
    "note: not the length of pcs",
  ]);
  assertEquals(names(256), ["note: 2.x reads less"]);
  assertEquals(names(257), [
    "note: 2.x reads less",
    "note: too long for FIPS mode",
    "note: not the length of pcs",
  ]);
});

Deno.test("lengthFindings() warns of byte 4097, which 3.x drops", () => {
  const common = [
    "note: 2.x reads less",
    "note: too long for FIPS mode",
    "note: not the length of pcs",
  ];
  assertEquals(names(4096), common);
  assertEquals(names(4097), ["warning: too long", ...common]);
});
