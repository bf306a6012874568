import { SIGNAL_NUMBERS, type SignalName } from "./signal_numbers.ts";

/**
 * What Linux's /proc says about this process, as pure functions of the text; where there is no /proc the
 * text is null and the answer is the usual case.
 */

/** Whether /proc/self/status says that a signal is ignored (SigIgn, proc(5)). */
export function isIgnored(status: string | null, name: SignalName): boolean {
  const label = "\nSigIgn:\t";
  const start = status?.indexOf(label) ?? -1;
  if (status === null || start < 0) return false;
  const hexadecimal = status.slice(start + label.length).split("\n", 1)[0];
  // Signals 1 to 32 are the last eight digits.
  return (parseInt(hexadecimal.slice(-8), 16) >>> (SIGNAL_NUMBERS[name] - 1) & 1) === 1;
}

/**
 * Whether /proc/self/stat says that this process belongs to the foreground group of its terminal: fields
 * 5 (pgrp) and 8 (tpgid), counted after the command name, which may hold spaces and parentheses (proc(5)).
 */
export function isForeground(stat: string | null): boolean {
  if (stat === null) return true;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[2] === fields[5];
}

/** /dev/null is 1:3 on Linux. */
const NULL_DEVICE = 0x103;

/**
 * Whether a standard stream may have been closed when the program started. Both runtimes then open /dev/null in its
 * place, for reading and writing, as a daemon does that has no use for its streams; a shell that is told
 * `>/dev/null` opens it for writing only.
 *
 * @param device number of the device that the stream leads to, or null
 * @param fdinfo /proc/self/fdinfo of the stream (proc(5)), or null
 */
export function isNullDeviceOfRuntime(device: number | null, fdinfo: string | null): boolean {
  return device === NULL_DEVICE && accessMode(fdinfo) === READ_WRITE;
}

/**
 * Whether a stream was opened for reading only, or not even for that: what Deno writes to such a one is lost
 * without an error.
 *
 * @param fdinfo as for {@linkcode isNullDeviceOfRuntime}
 */
export function isReadOnly(fdinfo: string | null): boolean {
  return accessMode(fdinfo) === READ_ONLY;
}

const [READ_ONLY, READ_WRITE] = [0o0, 0o2];
/** O_ACCMODE of open(2); a descriptor with O_PATH has it 0. */
const ACCESS_MODE = 0o3;

function accessMode(fdinfo: string | null): number | null {
  const flags = /^flags:\s*([0-7]+)$/m.exec(fdinfo ?? "")?.[1];
  return flags === undefined ? null : parseInt(flags, 8) & ACCESS_MODE;
}
