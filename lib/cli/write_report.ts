import { EXIT, Failure } from "../failure.ts";
import { describeError } from "../system/errors.ts";
import { system } from "../system/mod.ts";
import { writeAll } from "../system/write_all.ts";

/**
 * Makes sure that a report can be written before anybody measures for it: creates an empty sibling, which
 * takes the place of `path` once there is something to write.
 *
 * @returns writes the text and puts it in place
 * @throws Failure (exit 4) when the directory is missing or does not let us.
 */
export function prepareReportFile(path: string): (text: string) => void {
  const temporary = `${path}.${system.processId}.tmp`;
  const attempt = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw new Failure(EXIT.write, `Could not write ${path}: ${describeError(error)}`);
    }
  };
  // Created and removed at once: a run that is killed while it measures leaves nothing behind.
  attempt(() => {
    system.files.createExclusive(temporary, 0o644).close();
    system.files.remove(temporary);
  });
  return (text) =>
    attempt(() => {
      const file = system.files.createExclusive(temporary, 0o644);
      try {
        writeAll((rest) => file.write(rest), new TextEncoder().encode(text));
        file.close();
        system.files.rename(temporary, path);
      } catch (error) {
        system.files.remove(temporary);
        throw error;
      }
    });
}
