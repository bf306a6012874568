import { writeIntoEmpty } from "../../lib/files/in_place.ts";
import { isMountPoint } from "../../lib/files/status.ts";
import { Failure } from "../../lib/failure.ts";
import { system } from "../../lib/system/mod.ts";
import type { FileStatus, OpenFile } from "../../lib/system/types.ts";
import { assertEquals, assertThrows } from "../assert.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Writes a key into an empty file whose write(2) takes so many bytes of it, and then fails; what is left there. */
function leftAfterFailure(takenBytes: number, appendedByOther: string): string {
  let content = "";
  const file: OpenFile = {
    write: (bytes) => {
      content += new TextDecoder().decode(bytes.subarray(0, takenBytes)) + appendedByOther;
      throw Object.assign(new Error(), { code: "ENOSPC" });
    },
    read: (buffer, positionBytes) => {
      const read = bytesOf(content.slice(positionBytes, positionBytes + buffer.length));
      buffer.set(read);
      return read.length;
    },
    truncate: (sizeBytes) => void (content = content.slice(0, sizeBytes)),
    status: () => ({ sizeBytes: content.length }) as FileStatus,
    sync: () => {},
    close: () => {},
  };
  const failure = assertThrows(() => writeIntoEmpty(file, bytesOf("ours"), "authkey"), Failure);
  assertEquals(failure.message, "Could not write authkey: No space left on device");
  return content;
}

Deno.test("writeIntoEmpty() takes back what it wrote before a failure, and nothing that another run appended", () => {
  assertEquals([leftAfterFailure(2, ""), leftAfterFailure(4, "")], ["", ""]);
  assertEquals(leftAfterFailure(2, "theirs"), "outheirs");
  assertEquals(leftAfterFailure(0, "theirs"), "theirs");
});

Deno.test("isMountPoint() finds a mount among many: a list of 1 MiB is read to its end", () => {
  const line = (path: string) => `36 35 98:0 / ${path} rw,noatime - ext4 /dev/root rw\n`;
  const last = line("/etc/corosync/authkey");
  const others = line("/var/lib/containers/overlay").repeat(2 ** 14);
  const table = others.slice(-(2 ** 20 - last.length)) + last;
  assertEquals(table.length, 2 ** 20);
  const host = {
    ...system,
    files: {
      ...system.files,
      readFile: (_path: string, limitBytes: number) => bytesOf(table).subarray(0, limitBytes),
    },
  };
  assertEquals(isMountPoint(host, "/etc/corosync/authkey"), true);
  assertEquals(isMountPoint(host, "/etc/corosync/authke"), false);
  assertEquals(isMountPoint(host, "/etc/corosync"), false);
  assertEquals(isMountPoint(host, "./authkey"), null);
});

Deno.test("isMountPoint() does not deny what it cannot read: no list, or a longer one", () => {
  const readings: readonly ((limitBytes: number) => Uint8Array)[] = [
    () => {
      throw new Error();
    },
    (limitBytes) => new Uint8Array(limitBytes),
  ];
  for (const read of readings) {
    const files = { ...system.files, readFile: (_path: string, limit: number) => read(limit) };
    assertEquals(isMountPoint({ ...system, files }, "/etc/corosync"), null);
  }
});
