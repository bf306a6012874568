/**
 * What Linux's /proc says about this process, as pure functions of the text; where there is no /proc the
 * text is null and the answer is the usual case.
 */

/** Signal numbers, which are the same on all supported platforms. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Whether /proc/self/status says that a signal is ignored (SigIgn, proc(5)). */
export function isIgnored(status: string | null, name: keyof typeof NUMBERS): boolean {
  const label = "\nSigIgn:\t";
  const start = status?.indexOf(label) ?? -1;
  if (status === null || start < 0) return false;
  const hexadecimal = status.slice(start + label.length).split("\n", 1)[0];
  // Signals 1 to 16 are the last four digits.
  return (parseInt(hexadecimal.slice(-4), 16) >> (NUMBERS[name] - 1) & 1) === 1;
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
