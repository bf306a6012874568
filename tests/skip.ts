/** For `ignore`: true, with the reason on standard error, where a test cannot run on this machine. */
export function skipUnless(possible: boolean, what: string, reason: string): boolean {
  if (!possible) {
    Deno.stderr.writeSync(new TextEncoder().encode(`skipped: ${what}: ${reason}\n`));
  }
  return !possible;
}
