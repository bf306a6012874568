/** Runs one command with the arguments that follow its name; returns the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/**
 * The command of that name, or null: then the arguments are those of making a key.
 * A command is loaded when it is called: start-up is what scripts wait for.
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
    case "assess":
      return import("./assess_command.ts").then(({ runAssess }) => runAssess);
    default:
      return null;
  }
}
