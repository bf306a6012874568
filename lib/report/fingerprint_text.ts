import type { FingerprintComparison, FingerprintedKey } from "../key/compare.ts";
import { printable } from "../system/printable.ts";

/** A comparison as a person reads it; the first word of each of the first lines is a fingerprint. */
export function fingerprintText({ keys, sameFor3, sameFor2 }: FingerprintComparison): string {
  const lines = keys.flatMap(keyLines);
  if (keys.length > 1) {
    lines.push(
      sameFor3.length === 1
        ? `All ${keys.length} hold one key.`
        : `${sameFor3.length} different keys: ${groupsText(sameFor3)}`,
    );
    if (sameFor2.length < sameFor3.length) {
      const merged = sameFor2.filter((names) => !sameFor3.some((other) => sameNames(names, other)));
      lines.push(`corosync 1.x and 2.x take these for one key: ${groupsText(merged)}`);
    }
  }
  return lines.map(printable).join("\n") + "\n";
}

function keyLines({ name, sizeBytes, bytesThatCount, fingerprint }: FingerprintedKey): string[] {
  const counting = bytesThatCount < sizeBytes ? `first ${bytesThatCount} of ` : "";
  const lines = [`${fingerprint.full} ${name} (${counting}${sizeBytes} bytes)`];
  if (fingerprint.first128Bytes !== fingerprint.full) {
    lines.push(`${fingerprint.first128Bytes} ${name} (first 128 bytes, for corosync 1.x and 2.x)`);
  }
  return lines;
}

function groupsText(groups: readonly (readonly string[])[]): string {
  return groups.map((names) => names.join(" = ")).join("; ");
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
