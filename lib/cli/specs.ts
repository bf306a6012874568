import type { CommandSpec } from "./command.ts";

/** The tables of all commands, for help, man page and completion; the default command comes first. */
export async function loadSpecs(): Promise<readonly CommandSpec[]> {
  return [
    (await import("./generate_spec.ts")).generateSpec,
    (await import("./verify_spec.ts")).verifySpec,
    (await import("./fingerprint_spec.ts")).fingerprintSpec,
    (await import("./install_spec.ts")).installSpec,
    (await import("./starvation_spec.ts")).starvationSpec,
    (await import("./assess_spec.ts")).assessSpec,
  ];
}
