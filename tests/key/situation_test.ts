import { assertEquals } from "../assert.ts";
import { readSituation } from "../../lib/key/length_findings.ts";
import { system } from "../../lib/system/mod.ts";
import type { System } from "../../lib/system/types.ts";

/** This machine with other files and another environment. */
function machine(fips: string | null, pcsd: string | null, keyFile?: string): System {
  const missing = () => {
    throw Object.assign(new Error(), { code: "ENOENT" });
  };
  return {
    ...system,
    environment: (name) => name === "COROSYNC_TOTEM_AUTHKEY_FILE" ? keyFile : undefined,
    files: {
      ...system.files,
      readFile: (path) =>
        path === "/proc/sys/crypto/fips_enabled" && fips !== null
          ? new TextEncoder().encode(fips)
          : missing(),
      status: (path) => path === pcsd ? system.files.status("/") : missing(),
    },
  };
}

Deno.test("readSituation() knows FIPS mode by the kernel's word for it", () => {
  const fipsMode = (word: string | null, root: string | null = null) =>
    readSituation(machine(word, null), root, true).fipsMode;
  assertEquals([fipsMode("1\n"), fipsMode("0\n"), fipsMode(null)], [true, false, false]);
  assertEquals([fipsMode(""), fipsMode("2\n"), fipsMode("on\n")], [false, false, false]);
  assertEquals(fipsMode("1\n", "/image"), false, "an image has another kernel");
});

Deno.test("readSituation() knows pcs by its directory, here or in the image", () => {
  const pcs = (directory: string | null, root: string | null) =>
    readSituation(machine(null, directory), root, true).pcs;
  assertEquals([pcs("/var/lib/pcsd", null), pcs(null, null)], [true, false]);
  assertEquals(pcs("/image/var/lib/pcsd", "/image"), true);
  assertEquals(pcs("/var/lib/pcsd", "/image"), false);
});

Deno.test("readSituation() thinks of older versions where the environment names corosync's key", () => {
  const older = (keyFile: string | undefined, asCorosync: boolean) =>
    readSituation(machine(null, null, keyFile), null, asCorosync).olderCorosync;
  assertEquals([older("/a", true), older("", true), older(undefined, true), older("/a", false)], [
    true,
    false,
    false,
    false,
  ]);
});
