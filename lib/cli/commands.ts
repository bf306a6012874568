import type { Command, CommandSpec } from "./command.ts";
import { generateCommand } from "./generate.ts";

/** Where a command is. It is loaded when it is asked for: start-up is what scripts wait for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** All commands; the default command, which makes a key, comes first and has no name. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "",
    summary: "make the key that all nodes of a Corosync cluster share",
    load: () => Promise.resolve(generateCommand),
  },
  {
    name: "verify",
    summary: "say whether corosync will take a key, and whether it is a good one",
    load: async () => (await import("./verify.ts")).verifyCommand,
  },
  {
    name: "fingerprint",
    summary: "print what a key is known by, without showing it",
    load: async () => (await import("./fingerprint.ts")).fingerprintCommand,
  },
  {
    name: "install",
    summary: "check a key and put it into its place in one step",
    load: async () => (await import("./install.ts")).installCommand,
  },
  {
    name: "starvation",
    summary: "measure how long making a key blocks on this host, in both modes",
    load: async () => (await import("./starvation.ts")).starvationCommand,
  },
  {
    name: "assess",
    summary: "measure how good the randomness of a source is",
    load: async () => (await import("./assess.ts")).assessCommand,
  },
];

/** Words in the place of a command's name for what -h and --version do. */
export const PSEUDO_COMMANDS = [
  { name: "help", positionals: "[COMMAND]", summary: "print the help of COMMAND, or this" },
  { name: "version", positionals: "", summary: "print the version" },
] as const;

/** What a command is called, does and takes. */
export async function specOf({ name, summary, load }: CommandEntry): Promise<CommandSpec> {
  return { name, summary, ...(await load()).table };
}
