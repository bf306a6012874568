import { type CommandSpec, flag, rootOption, valued } from "./command.ts";

export const installSpec: CommandSpec = {
  name: "install",
  positionals: "FROM [TO]",
  summary: "check a key and put it into its place in one step",
  description: [
    "FROM is judged as by verify; what is refused there is not installed, and neither is what shows signs " +
    "of a damaged copy. A pipe that was cut leaves a whole key of another length: one that is no multiple " +
    "of 128 bytes is such a sign; other cuts only --check can tell.",
    "TO, by default the file that corosync reads, is then replaced as when a key is made: at every moment " +
    "either the old or the new key is whole. It belongs to who installs it and has mode 0400; missing directories " +
    "are made. Where TO is this key already, nothing is done. FROM - is standard input. FROM itself is " +
    "left as it is.",
    "A corosync that is running keeps the old key until corosync-cfgtool -R, which reaches the nodes of " +
    "the caller's partition: run it on one node of each once all nodes have the new key.",
  ],
  options: [
    valued("check", "FINGERPRINT", "install only the key of this fingerprint", {
      description:
        "FINGERPRINT is what fingerprint printed on the node that the key comes from. Nothing " +
        "of the key is missing or added then, whatever its length and its end look like.",
    }),
    flag("force", "install in spite of signs of damage, never what verify refuses"),
    rootOption,
    flag("json", "print one line of JSON"),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "the key is installed"],
    ["1", "wrong usage, FROM cannot be read, or it may be a damaged copy; nothing was written"],
    ["2", "TO could not be created"],
    ["3", "TO cannot have mode 0400"],
    ["4", "the key could not be written, or its directory not synced"],
    ["5", "TO could not be closed"],
    ["6", "the key was refused, or is not the one of --check; nothing was written"],
    ["128+n", "signal n arrived; nothing was written"],
  ],
};
