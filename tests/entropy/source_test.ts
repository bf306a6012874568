import { system } from "../../lib/system/mod.ts";
import { csprngSource, isTerminalSource, openSource } from "../../lib/entropy/source.ts";
import { Failure } from "../../lib/failure.ts";
import type { FileStatus } from "../../lib/system/types.ts";
import { assert, assertEquals, assertRejects } from "../assert.ts";
import { ROOT } from "../../scripts/build/project.ts";

const QUOTA_BYTES = 65_536;

Deno.test("csprngSource() fills any buffer, also beyond what one call may ask for, with a promise and without", async () => {
  const source = csprngSource();
  for (const asked of [1, QUOTA_BYTES, QUOTA_BYTES + 1, 3 * QUOTA_BYTES + 128]) {
    const now = new Uint8Array(asked);
    const later = new Uint8Array(asked);
    assertEquals([source.readNow?.(now), await source.read(later)], [asked, asked]);
    for (const buffer of asked < 32 ? [] : [now, later]) {
      // 32 bytes are all zero with probability 2 ** -256: of each call, and at the very end.
      for (let from = 0; from + 32 <= asked; from += QUOTA_BYTES) {
        assert(buffer.subarray(from, from + 32).some(Boolean));
      }
    }
    assert(asked <= QUOTA_BYTES + 1 || now.subarray(-32).some(Boolean));
  }
});

Deno.test("a file can only be read with a promise, and its errors name it", async () => {
  const source = await openSource(system, { kind: "file", path: "/" });
  assertEquals(source.readNow, undefined);
  await assertRejects(() => source.read(new Uint8Array(1)), Failure, "Could not read /: ");
  source.close();
});

Deno.test("a regular file and a block device are known to hold their bytes, another device is not", async () => {
  const path = "/dev/zero";
  for (const status of [{ kind: "file" }, { kind: "device", isBlockDevice: true }, {}] as const) {
    const files = {
      ...system.files,
      status: (asked: string) => ({
        ...system.files.status(asked),
        ...asked === path ? status : {},
      }),
    };
    const source = await openSource({ ...system, files }, { kind: "file", path });
    source.close();
    const { isRegularFile, isBlockDevice, isCharacterDevice } = source;
    assertEquals([isRegularFile, isBlockDevice, isCharacterDevice], [
      "kind" in status && status.kind === "file",
      "isBlockDevice" in status,
      !("kind" in status),
    ]);
  }
});

Deno.test("what standard input is goes by itself, whatever is called /dev/stdin", async () => {
  const regular = system.files.status(ROOT + "tests/entropy/source_test.ts");
  for (const [status, isRegularFile] of [[regular, true], [null, false]] as const) {
    const stdin = { ...system.stdin, status: () => status, close: () => {} };
    const files = {
      ...system.files,
      status: () => {
        throw new Error("standard input has no name");
      },
    };
    const source = await openSource({ ...system, stdin, files }, { kind: "stdin" });
    source.close();
    assertEquals(source.isRegularFile, isRegularFile);
  }
});

Deno.test("a terminal is no device that makes its bytes: somebody writes what it gives", async () => {
  for (const [path, isCharacterDevice] of [["/dev/ptmx", false], ["/dev/zero", true]] as const) {
    const source = await openSource(system, { kind: "file", path });
    source.close();
    assertEquals([path, source.isCharacterDevice], [path, isCharacterDevice]);
  }
});

Deno.test("isTerminalSource() takes devices on which somebody types, and neither generators nor files", () => {
  for (
    const [path, expected] of [["/dev/tty", true], ["/dev/ptmx", true], [
      "/dev/random",
      false,
    ]] as const
  ) {
    assertEquals([path, isTerminalSource(system, { kind: "file", path })], [path, expected]);
  }
  for (const path of ["/dev/urandom", "/proc/version", "/no such file", "/"]) {
    assertEquals([path, isTerminalSource(system, { kind: "file", path })], [path, false]);
  }
  assertEquals(isTerminalSource(system, { kind: "csprng" }), false);
  // By their numbers: the memory devices, among them the generators, hwrng, and terminals (devices.txt of the kernel).
  for (
    const [number, expected] of [[0x108, false], [0xab7, false], [0x440, true], [
      0x500,
      true,
    ]] as const
  ) {
    const status = () =>
      ({ kind: "device", isBlockDevice: false, deviceNumber: number }) as FileStatus;
    const host = { ...system, files: { ...system.files, status } };
    const found = isTerminalSource(host, { kind: "file", path: "/a/device" });
    assertEquals([number, found], [number, expected]);
  }
});
