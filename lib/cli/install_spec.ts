import { type CommandSpec, flag, rootOption } from "./command.ts";

export const installSpec: CommandSpec = {
  name: "install",
  positionals: "FROM [TO]",
  summary: "check a key and put it into its place in one step",
  description: [
    "FROM is judged as by verify; what is refused there is not installed. TO, by default the file that " +
    "corosync reads, is then replaced as when a key is made: at every moment either the old or the new " +
    "key is whole. It belongs to root and has mode 0400; missing directories are made. FROM - is standard " +
    "input. FROM itself is left as it is.",
  ],
  options: [
    rootOption,
    flag("json", "print one line of JSON"),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "the key was installed"],
    ["1", "wrong usage, or FROM cannot be read"],
    ["2", "TO could not be created"],
    ["3", "the mode of TO could not be set"],
    ["4", "the key could not be written"],
    ["5", "TO could not be closed"],
    ["6", "the key was refused; nothing was written"],
    ["128+n", "signal n arrived; nothing was written"],
  ],
};
