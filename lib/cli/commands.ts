import type { CommandSpec } from "./command.ts";

/** Runs one command with the arguments that follow its name; returns the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/**
 * The command of that name, or null: then the arguments are those of making a key. A command is loaded
 * when it is called, so that making a key does not pay for the others.
 */
export function loadCommand(name: string | undefined): Promise<Command> | null {
  switch (name) {
    case "verify":
      return import("./verify_command.ts").then(({ runVerify }) => runVerify);
    case "fingerprint":
      return import("./fingerprint_command.ts").then(({ runFingerprint }) => runFingerprint);
    case "install":
      return import("./install_command.ts").then(({ runInstall }) => runInstall);
    case "starvation":
      return import("./starvation_command.ts").then(({ runStarvation }) => runStarvation);
    default:
      return null;
  }
}

/** The tables of all commands, for help, man page and completion; the default command comes first. */
export async function loadSpecs(): Promise<readonly CommandSpec[]> {
  const modules = await Promise.all([
    import("./generate_spec.ts").then(({ generateSpec }) => generateSpec),
    import("./verify_spec.ts").then(({ verifySpec }) => verifySpec),
    import("./fingerprint_spec.ts").then(({ fingerprintSpec }) => fingerprintSpec),
    import("./install_spec.ts").then(({ installSpec }) => installSpec),
    import("./starvation_spec.ts").then(({ starvationSpec }) => starvationSpec),
  ]);
  return modules;
}
