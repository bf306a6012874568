import { type CommandSpec, flag } from "./command.ts";

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
    "Each finding is a note, a warning or a refusal and says what to do. A refusal means that " +
    "corosync will not start, or that the key is no secret.",
  ],
  options: [
    flag("json", "print one line of JSON"),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "the key is good; there may be notes"],
    ["1", "there are warnings"],
    ["2", "corosync will refuse the key or the configuration, or the key is no secret"],
    ["3", "wrong usage, or the key or the configuration cannot be read"],
  ],
};
