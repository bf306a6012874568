/**
 * The blocking pool once more, written to be slow and obvious: levels are exact fractions of a bit (a
 * BigInt numerator over 8), the pools are plain values, and after each credit the whole reader runs from
 * its first line, as _random_read of Linux 4.19 does when it is woken. Shares no code with the model.
 */
export function creditsUntilKey(
  keyBytes: number,
  bitsPerCredit: number,
): { credits: number; reads: [credits: number, bytes: number][] } {
  let input = 0n;
  let blocking = 0n;
  const reads: [number, number][] = [];
  let key = 0;
  let credits = 0;
  while (key < keyBytes) {
    credits++;
    input = add(input, BigInt(bitsPerCredit) * 8n, 4096n * 8n);
    for (;;) {
      const request = BigInt(Math.min(keyBytes - key, 512));
      if (request === 0n) break;
      const wholeBytes = input / 64n;
      if (blocking / 64n < request && wholeBytes >= 8n) {
        const wanted = smallest(request < 8n ? 8n : request, 128n, wholeBytes);
        input -= wanted * 64n;
        blocking = add(blocking, wanted * 64n, 1024n * 8n);
      }
      const given = smallest(request, blocking / 64n);
      if (given === 0n) break;
      blocking -= given * 64n;
      key += Number(given);
      reads.push([credits, Number(given)]);
    }
  }
  return { credits, reads };
}

/** entropy_count after credit_entropy_bits; all in eighths. */
function add(level: bigint, credit: bigint, size: bigint): bigint {
  while (true) {
    const piece = smallest(credit, size / 2n);
    // "add <= (pool_size - entropy_count) * nfrac * 3 / (4 * pool_size)", rounded down.
    level += ((size - level) * piece * 3n) / (size * 4n);
    credit -= piece;
    if (credit === 0n || level >= size - 2n) return level;
  }
}

function smallest(...values: bigint[]): bigint {
  return values.reduce((least, value) => value < least ? value : least);
}
