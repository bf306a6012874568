/**
 * The one of some names that was probably meant: at most a third of its letters are wrong, missing, too many or
 * exchanged with their neighbours. Null where none is so near, or another is as near.
 *
 * @example
 * nearest("verfiy", ["verify", "install"]); // "verify"
 */
export function nearest(word: string, names: readonly string[]): string | null {
  const near = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= name.length / 3)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = near;
  return first === undefined || first.distance === second?.distance ? null : first.name;
}

/** Optimal string alignment: insertions, deletions, substitutions and exchanges of neighbours, one each. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const exchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(Math.min(
        rows[i - 1][j] + 1,
        row[j - 1] + 1,
        rows[i - 1][j - 1] + (same ? 0 : 1),
        exchanged ? rows[i - 2][j - 2] + 1 : Infinity,
      ));
    }
    rows.push(row);
  }
  return rows[from.length][to.length];
}
