/** With REQUIRE_ALL=1, as CI runs, what a test needs is to be there: nothing is passed over in silence. */
const REQUIRE_ALL = Deno.env.get("REQUIRE_ALL") === "1";

/**
 * For `ignore`: true, with the reason on standard error, where a test cannot run on this machine.
 *
 * @throws Error with REQUIRE_ALL=1: then a test that would be skipped is a failure.
 */
export function skipUnless(
  possible: boolean,
  what: string,
  reason: string,
  requireAll = REQUIRE_ALL,
): boolean {
  if (!possible && requireAll) throw new Error(`REQUIRE_ALL=1, and ${what}: ${reason}`);
  return skipUnlessAvailable(possible, what, reason);
}

/** The same for what no package brings, such as hardware: it is skipped even with REQUIRE_ALL=1. */
export function skipUnlessAvailable(possible: boolean, what: string, reason: string): boolean {
  if (!possible) {
    Deno.stderr.writeSync(new TextEncoder().encode(`skipped: ${what}: ${reason}\n`));
  }
  return !possible;
}
