import { type CommandSpec, flag, valued } from "./command.ts";

/** Nothing could be judged: the key cannot be read, or the command line is wrong. */
export const UNREADABLE = 3;

export const verifySpec: CommandSpec = {
  name: "verify",
  positionals: "[FILE]",
  summary: "say whether corosync will take a key, and whether it is a good one",
  description: [
    "Without FILE the key that corosync itself would read is judged: the file that " +
    "$COROSYNC_TOTEM_AUTHKEY_FILE names, else totem.keyfile or totem.key of the configuration " +
    "($COROSYNC_MAIN_CONFIG_FILE or /etc/corosync/corosync.conf), else /etc/corosync/authkey. The " +
    "configuration is read by corosync's own rules. FILE - is standard input.",
    "The verdict comes first, then refusals, warnings and notes, each with what to do. A refusal means " +
    "that corosync will not start, that the key is no secret, or that the file is a damaged copy or no key " +
    "at all: archives, encrypted files, certificates, pages and the like are told apart. How sure that is " +
    "stands beside it.",
  ],
  options: [
    valued("root", "DIR", "judge the key in the image at DIR", {
      completes: "directory",
      description: "Paths, configuration and the symbolic links on the way are those of the image.",
    }),
    flag("json", "print one line of JSON"),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "the key is good; there may be notes"],
    ["1", "there are warnings, such as encryption that is off, or signs of a damaged copy"],
    ["2", "corosync will refuse it, it is no secret, a damaged copy, or no key at all"],
    ["3", "wrong usage, or the key or the configuration cannot be read"],
  ],
};
