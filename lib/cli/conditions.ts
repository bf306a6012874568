import { readConditions } from "../starvation/conditions.ts";
import type { Conditions } from "../starvation/types.ts";
import { system } from "../system/mod.ts";

/** On what machine and at what moment this run takes place; asked while the program has all its powers. */
export function readConditionsHere(): Conditions {
  const decoder = new TextDecoder();
  const { name, version } = system.runtime;
  return readConditions(
    (path) => {
      try {
        return decoder.decode(system.files.readFile(path, 65_536));
      } catch {
        return null; // Another system, another kernel, or not allowed: reported as unknown.
      }
    },
    `${name} ${version}`,
    new Date().toISOString(),
  );
}
