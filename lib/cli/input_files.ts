import type { SourceChoice } from "../entropy/source.ts";
import { EXIT, Failure } from "../failure.ts";
import { isSame, statusOrNull } from "../files/status.ts";
import { foundAt } from "../files/walk_path.ts";
import { system } from "../system/mod.ts";
import type { System } from "../system/types.ts";

/** A file that an option names, null where it was not given. */
export interface NamedFile {
  readonly option: string;
  readonly path: string | null;
}

/** Whether a source is the file that a path names. */
export function isFileOf(source: SourceChoice, path: string): boolean {
  return source.kind === "file"
    ? namesOneFile(system, source.path, path)
    : source.kind === "stdin" && isSame(system.stdin.status(), statusOrNull(system, path));
}

/**
 * Refuses one file that is to be read as several data sets, which would then confirm each other.
 *
 * @param noise null where none is read
 * @throws Failure (exit 1)
 */
export function checkDataSets(noise: SourceChoice | null, files: readonly NamedFile[]): void {
  const named = files.flatMap(({ option, path }) => path === null ? [] : [{ option, path }]);
  for (const [i, { option, path }] of named.entries()) {
    const other = named.slice(0, i).find((earlier) => namesOneFile(system, earlier.path, path));
    const as = other !== undefined
      ? `--${other.option}`
      : noise !== null && isFileOf(noise, path)
      ? "the raw noise"
      : null;
    if (as === null) continue;
    throw new Failure(
      EXIT.usageOrSource,
      `Unsupported --${option} '${path}': It is the file of ${as}`,
    );
  }
}

/** Whether two paths lead to one file, which need not be there. */
export function namesOneFile(system: System, one: string, other: string): boolean {
  try {
    const [first, second] = [foundAt(system, one), foundAt(system, other)];
    return isSame(first.status, second.status) ||
      first.path !== null && first.path === second.path;
  } catch {
    return false; // Whoever opens it tells what is wrong with it.
  }
}
