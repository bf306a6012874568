import type { System } from "../system/types.ts";
import { isSame } from "./status.ts";
import { foundAt } from "./walk_path.ts";

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
