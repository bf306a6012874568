import { assert, assertEquals, assertMatch } from "../assert.ts";
import type { Outcome } from "../cli/program.ts";

/** A refusal: this exit code, one line that says so, at most one hint, and nothing a terminal would obey. */
export function assertRefused(
  { code, signal, stderr }: Outcome,
  expected: number | readonly number[],
  reason = /./,
): void {
  assertEquals(signal, null);
  assert([expected].flat().includes(code), `exit ${code} and not ${expected}: ${stderr}`);
  assertMatch(stderr, /^(corosync-keygen: [^\n]+\n(hint: [^\n]+\n)*)+$/);
  assert(!stderr.includes("Internal error"), stderr);
  assertMatch(stderr, reason);
  assertPrintable(stderr);
}

/** No control character but the line feed. */
export function assertPrintable(text: string): void {
  assert(!/(?!\n)\p{Cc}/u.test(text), JSON.stringify(text));
}
