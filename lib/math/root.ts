/**
 * Where a continuous function changes sign, to the last bits of a double.
 *
 * Chandrupatla's method (Advances in Engineering Software 28, 1997, 145-149): inverse quadratic
 * interpolation where the last three points allow it, else bisection. It never leaves the bracket, and
 * needs about ten evaluations where bisection needs fifty.
 *
 * @param f Is evaluated strictly inside the bracket only.
 * @param low Where the bracket begins, with the sign of f there.
 * @param high Where it ends; f has the other sign there.
 * @param fLow Value of f at `low`, or anything of its sign.
 * @param fHigh Value of f at `high`, or anything of its sign.
 */
export function findRoot(
  f: (x: number) => number,
  low: number,
  high: number,
  fLow: number,
  fHigh: number,
): number {
  // b is the newest point, a the other end of the bracket, c the point before.
  let [a, fa, b, fb, c, fc] = [low, fLow, high, fHigh, low, fLow];
  let fraction = 0.5;
  for (let evaluation = 0; evaluation < 200; evaluation++) {
    const x = a + fraction * (b - a);
    const fx = f(x);
    if (Math.sign(fx) === Math.sign(fa)) {
      [c, fc] = [a, fa];
    } else {
      [c, fc, b, fb] = [b, fb, a, fa];
    }
    [a, fa] = [x, fx];
    const [best, fBest] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const tolerance = 2 ** -52 * Math.abs(best) / Math.abs(b - a);
    if (fBest === 0 || tolerance > 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    // Inside this region the inverse quadratic through the three points is monotonic.
    fraction = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi
      ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
      : 0.5;
    fraction = Math.min(1 - tolerance, Math.max(tolerance, fraction));
  }
  return a;
}

/**
 * The last whole number up to which a condition holds, by bisection.
 *
 * @param high above 0, where it does not hold any more
 * @param holds taken to hold at 0; is asked strictly between 0 and `high` only
 */
export function lastWhere(high: number, holds: (value: number) => boolean): number {
  let last = 0;
  let first = high;
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (holds(middle)) last = middle;
    else first = middle;
  }
  return last;
}
