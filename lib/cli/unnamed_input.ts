import { EXIT, Failure } from "../failure.ts";
import { isSame } from "../files/status.ts";
import { system } from "../system/mod.ts";

/**
 * Refuses what somebody put on standard input and did not name: their pipe would be ignored, or a loop would lose
 * its list. The null device, a terminal and a closed input are nobody's.
 *
 * @param remedy what to say instead
 */
export function refuseUnnamedInput(remedy: string): void {
  const kind = standardInputKind();
  if (kind === null) return;
  throw new Failure(
    EXIT.usageOrSource,
    `Standard input is a ${kind} and no source is named: ${remedy}`,
  );
}

/** What is on standard input, unless that is nobody's or cannot be found out. */
function standardInputKind(): string | null {
  const status = system.stdin.status();
  if (status === null || system.stdin.isTerminal()) return null;
  if (status.kind === "fifo") return "pipe";
  if (status.kind !== "device") return status.kind;
  try {
    return isSame(status, system.files.status("/dev/null")) ? null : "device";
  } catch {
    return null; // Without a null device there is nothing to tell it from.
  }
}
