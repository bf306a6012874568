import { type CommandSpec, flag, rootOption, valued } from "./command.ts";

/** Options of the command without a name: make a key. */
export const generateSpec: CommandSpec = {
  name: "",
  positionals: "",
  summary: "make the key that all nodes of a Corosync cluster share",
  description: [
    "Without options 1024 bits are read from /dev/random, which may wait for the kernel to gather " +
    "entropy; typing helps. The bytes are tested before anything is written, and a file that is " +
    "already there is replaced in one step, so that at every moment either the old or the new key " +
    "is whole.",
  ],
  options: [
    valued("key-file", "FILE", "write the key to FILE instead of /etc/corosync/authkey", {
      short: "k",
      inherited: true,
      completes: "file",
      description:
        "The default is $COROSYNC_TOTEM_AUTHKEY_FILE if that is set and not empty. The " +
        "file gets mode 0400 and belongs to who makes it. A symbolic link is followed and the file it names is replaced; a " +
        "hard link is broken, so the other name keeps the old key. Devices, pipes and directories " +
        "are refused.",
    }),
    flag("less-secure", "take the key from the system's generator and wait for nobody", {
      short: "l",
      inherited: true,
      description: "Uses crypto.getRandomValues. Needs no /dev and, once the system has booted, " +
        "never waits. With -r, the source that -r names is used.",
    }),
    valued("random-file", "SOURCE", "read from SOURCE instead of /dev/random; - is stdin", {
      short: "r",
      inherited: true,
      completes: "file",
      description:
        "Bytes that the tests reject are thrown away and fresh ones drawn, once. A regular file is " +
        "read once only, and named on standard error: its bytes are a key only if nobody else has " +
        "them, and must never be used again.",
    }),
    valued("size", "BYTES", "length of the key, 128 to 4096, default 128; pcs insists on 256", {
      short: "s",
      inherited: true,
    }),
    flag("help", "print this help", { short: "h", inherited: true }),
    flag("version", "print the version"),
    flag("no-clobber", "leave a key that is already there: exit 7"),
    valued("timeout", "SECONDS", "give up when the key is not complete in SECONDS: exit 1"),
    flag("stdout", "write the key, and nothing else, to standard output"),
    rootOption,
    flag("mkdir", "make missing parent directories, mode 0755"),
    flag("verbose", "say which key was replaced, as on a terminal"),
    flag("json", "print one JSON receipt instead of the usual lines"),
  ],
  exitCodes: [
    ["0", "the key was written"],
    ["1", "wrong usage, or the source failed, ended or took longer than --timeout"],
    ["2", "the key file could not be created"],
    ["3", "the key file cannot have mode 0400"],
    ["4", "the key could not be written, or its directory not synced"],
    ["5", "the key file could not be closed"],
    ["6", "the bytes of the source were rejected; nothing was written"],
    ["7", "a key is there already and --no-clobber was given; an empty file is none"],
    ["128+n", "signal n arrived; nothing was written"],
  ],
};
