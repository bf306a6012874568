/** Samples in each window (section 6.3.7). */
export const WINDOWS = [63, 255, 1_023, 4_095] as const;

/**
 * The MultiMCW predictor over bits. Windows have odd lengths, so a full one never ties, and its most
 * common bit follows from its number of ones.
 */
export function multiMostCommonInWindowBinary(
  bits: Uint8Array,
): { correct: number; longestRun: number } {
  const ones = new Int32Array(WINDOWS.length);
  const sizes = Int32Array.from(WINDOWS);
  const scores = new Int32Array(WINDOWS.length);
  let winner = 0, best = 0;
  let correct = 0, run = 0, longestRun = 0;
  const first = WINDOWS[0];
  for (let i = 0; i < bits.length; i++) {
    const bit = bits[i]!;
    if (i >= first) {
      if ((2 * ones[winner]! > sizes[winner]! ? 1 : 0) === bit) {
        correct++;
        if (++run > longestRun) longestRun = run;
      } else run = 0;
    }
    for (let w = 0; w < 4; w++) {
      const size = sizes[w]!;
      if (i < size) {
        ones[w]! += bit;
        continue;
      }
      const count = ones[w]!;
      // The sign says which is more common; no branch, since it is right half the time.
      const hit = ((size - 2 * count) >>> 31) ^ bit ^ 1;
      const score = scores[w]! + hit;
      scores[w] = score;
      if (score >= best && hit !== 0) {
        winner = w;
        best = score;
      }
      ones[w] = count + bit - bits[i - size]!;
    }
  }
  return { correct, longestRun };
}
