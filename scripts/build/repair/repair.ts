import { BuildFailure } from "../failure.ts";
import { ElfFile } from "./elf.ts";
import { repairMainStack } from "./main_stack.ts";
import { repairStart } from "./start_checks.ts";

/** What can be repaired in the runtime inside an executable, by the name that the receipt gives it. */
const REPAIRS = { "main-stack": repairMainStack, "start-checks": repairStart } as const;
export type Repair = keyof typeof REPAIRS;

/** Targets with the C library and the processor that the code is for. */
const REPAIRED_TARGETS = ["linux-x64", "linux-x64-baseline"];

/** What an executable of a runtime for a target is to have repaired. */
export function repairsFor(runtime: "deno" | "bun", target: string): readonly Repair[] {
  if (!REPAIRED_TARGETS.includes(target)) return [];
  return runtime === "bun" ? ["main-stack"] : ["start-checks"];
}

/**
 * Repairs an executable in place. Its size stays, and so does every byte but some zeros of padding, two
 * fields of its header, and the one jump or the entry that now lead to what was put there.
 *
 * @throws BuildFailure when the executable is not built as expected; it is then as it was
 */
export function repair(path: string, what: Repair): void {
  using file = Deno.openSync(path, { read: true, write: true });
  try {
    REPAIRS[what](new ElfFile(file));
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw new BuildFailure(`Cannot repair ${path} (${what}): ${error.message}`, error.hints);
  }
}
