import type { CommandSpec } from "./command.ts";

/** Runs one command with the arguments that follow its name; returns the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/**
 * The command of that name, or null: then the arguments are those of making a key.
 *
 * A command is loaded when it is called. Deno also loads, before the first line runs, every module that it
 * can tell from the source might be imported some day; a name that is put together it cannot tell, and
 * the bundler and the type checker still can. All late imports on the way to a key are written so.
 */
export function loadCommand(name: string | undefined): Promise<Command> | null {
  switch (name) {
    case "verify":
      return (import("./verify_command" + ".ts") as Promise<typeof import("./verify_command.ts")>)
        .then(({ runVerify }) => runVerify);
    case "fingerprint":
      return (import("./fingerprint_command" + ".ts") as Promise<
        typeof import("./fingerprint_command.ts")
      >).then(({ runFingerprint }) => runFingerprint);
    case "install":
      return (import("./install_command" + ".ts") as Promise<typeof import("./install_command.ts")>)
        .then(({ runInstall }) => runInstall);
    case "starvation":
      return (import("./starvation_command" + ".ts") as Promise<
        typeof import("./starvation_command.ts")
      >).then(({ runStarvation }) => runStarvation);
    case "assess":
      return (import("./assess_command" + ".ts") as Promise<typeof import("./assess_command.ts")>)
        .then(({ runAssess }) => runAssess);
    default:
      return null;
  }
}

/** The tables of all commands, for help, man page and completion; the default command comes first. */
export async function loadSpecs(): Promise<readonly CommandSpec[]> {
  const modules = await Promise.all([
    (import("./generate_spec" + ".ts") as Promise<typeof import("./generate_spec.ts")>).then((
      { generateSpec },
    ) => generateSpec),
    (import("./verify_spec" + ".ts") as Promise<typeof import("./verify_spec.ts")>).then((
      { verifySpec },
    ) => verifySpec),
    (import("./fingerprint_spec" + ".ts") as Promise<typeof import("./fingerprint_spec.ts")>).then((
      { fingerprintSpec },
    ) => fingerprintSpec),
    (import("./install_spec" + ".ts") as Promise<typeof import("./install_spec.ts")>).then((
      { installSpec },
    ) => installSpec),
    (import("./starvation_spec" + ".ts") as Promise<typeof import("./starvation_spec.ts")>).then((
      { starvationSpec },
    ) => starvationSpec),
    (import("./assess_spec" + ".ts") as Promise<typeof import("./assess_spec.ts")>).then((
      { assessSpec },
    ) => assessSpec),
  ]);
  return modules;
}
