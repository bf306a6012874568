import { DIFFERENCES_OF_CIRCUMSTANCES } from "./upstream_circumstance_differences.ts";
import {
  BANNER,
  type Difference,
  gathering,
  key,
  NEW,
  WRITING,
  written,
  WRITTEN_FROM_SOURCE,
} from "./upstream_difference.ts";
const HINT =
  "hint: the source is broken or not random; no key was written and an old one is as it was";
const ZEROS = "repetition count test: 5, alarm at 5; monobit test: ones 0, allowed 936 to 1112 " +
  "(and 201 more)";
const stray = (argument: string): Difference["differs"] => ({
  code: ["0", "1"],
  stdout: [WRITTEN_FROM_SOURCE, ""],
  stderr: [
    "",
    `corosync-keygen: Unexpected argument '${argument}'\n` +
    "hint: -k FILE says where the key goes; commands come first\n",
  ],
  files: [key(NEW), ""],
});
const endless = (source: string, firstLines: string, missingBits: number) => ({
  code: ["153", "1"] as const,
  stdout: [
    // Cut off by the limit on the file it was written to, in the middle of a line perhaps.
    new RegExp(
      `^${gathering(2048, source)}` +
        `(Press keys on your keyboard to generate entropy \\(${missingBits} bits still needed\\)\\.\n){50}`,
    ),
    firstLines,
  ] as const,
  stderr: ["", `corosync-keygen: Unexpected end of ${source}\n`] as const,
});

/** What we say, and upstream does not, in every scenario whose source is a file: it is left out of the others. */
export const NOTE_ON_FILES =
  /^corosync-keygen: Note: DIR\/(source|out\/s) is a regular file: its bytes are a key only if nobody else has them, and must never be used again\n/m;

/** Likewise in every scenario where a size or a source is refused: which one it was. */
export const HINT_ON_VALUES =
  /^hint: ('[^'\n]*' was given; pcs insists on 256|the source is DIR\/.*)\n/m;

/** Likewise where a key is to go to a directory, or below one that is not there: what to name instead. */
export const HINT_ON_PLACES =
  /^hint: (name a file in it, such as DIR\/authkey|a \.\. follows a directory that is not there: .*|.* is a file, and no directory)\n/m;

/** The same for every scenario in which a link leads to the key that is replaced. */
export const WARNING_OF_LINK =
  /^corosync-keygen: Warning: DIR\/out\/\S+ leads through a link: DIR\/out\/\S+ was replaced\n/m;

const OWNED =
  "corosync-keygen: Warning: DIR/out/key now belongs to 0:0, and no longer to 1234:5678\n";

export const DIFFERENCES: readonly Difference[] = [
  {
    reason: "whoever makes a key owns it, and that is said where it changes the owner",
    scenarios: ["old key of another owner"],
    differs: { stderr: ["", OWNED], files: [key(NEW, "0400", 1, "1234:5678"), key(NEW)] },
  },
  {
    reason: "no control character of a name reaches the terminal",
    scenarios: ["name with a space and a line feed"],
    differs: {
      stdout: [
        `${gathering(2048, "DIR/source")}Writing corosync key to DIR/out/a b\nc.\n`,
        `${gathering(2048, "DIR/source")}Writing corosync key to DIR/out/a b\\x0ac.\n`,
      ],
    },
  },
  {
    reason: "a trailing slash is no name of a file, which shows before the length of the path does",
    scenarios: ["path of 5,000 letters"],
    differs: { stderr: [/: File name too long\n$/, /: Is a directory\n$/] },
  },
  {
    reason: "the help shows our options; upstream's advertises a -m that does not exist",
    scenarios: ["-h", "--help before a wrong size"],
    differs: { stdout: [/^Usage: .*-m <randomfile>/, /^Usage: corosync-keygen \[OPTION\]\.\.\./] },
  },
  {
    reason:
      "-l takes 128 bytes from the runtime's generator and says so as the man page of 2.3.5 shows it",
    scenarios: ["-l"],
    differs: {
      stdout: [written(2048, "/dev/urandom"), BANNER + WRITING],
      files: [key("256 other bytes"), key("128 other bytes")],
    },
  },
  {
    reason: "-l says nothing of a device, since it uses none",
    scenarios: ["-l -s 128"],
    differs: { stdout: [written(1024, "/dev/urandom"), BANNER + WRITING] },
  },
  {
    reason: "the default source is that of the man page of 2.3.5, /dev/random",
    scenarios: ["no source named"],
    differs: {
      stdout: [
        written(1024, "/dev/urandom"),
        gathering(1024, "/dev/random") + "Press keys on your keyboard to generate entropy.\n" +
        WRITING,
      ],
    },
  },
  {
    reason:
      "the default size is that of the man page of 2.3.5, 128 bytes, which every version takes",
    scenarios: ["no size named"],
    differs: {
      stdout: [written(2048, "DIR/source"), written(1024, "DIR/source")],
      files: [key(NEW), key("128 bytes of the source")],
    },
  },
  {
    reason: "bytes are tested before they become a key",
    scenarios: ["-r /dev/zero"],
    differs: {
      code: ["0", "6"],
      stdout: [written(2048, "/dev/zero"), gathering(2048, "/dev/zero")],
      stderr: [
        "",
        "corosync-keygen: Rejected what /dev/zero gave once, and chance does not explain it " +
        `(probability at most 1e-9); ${ZEROS}\n${HINT}\n`,
      ],
      files: [key("256 other bytes"), ""],
    },
  },
  {
    reason: "upstream ignores a stray positional, and replaces the default key by mistake",
    scenarios: ["stray positional", "POSIXLY_CORRECT ends options at a positional"],
    differs: stray("stray"),
  },
  {
    reason: "upstream ignores a stray positional after -- as well",
    scenarios: ["stray positional after --"],
    differs: stray("-x"),
  },
  {
    reason: "the variable by which corosync up to 2.99 finds its key is honoured",
    scenarios: ["COROSYNC_TOTEM_AUTHKEY_FILE"],
    differs: {
      stdout: [
        gathering(2048, "DIR/source") + "Writing corosync key to /etc/corosync/authkey.\n",
        gathering(2048, "DIR/source") + "Writing corosync key to DIR/out/named.\n",
      ],
      files: [
        `authkey file 0400 0:0 links 1: ${NEW}\n`,
        `named file 0400 0:0 links 1: ${NEW}\n`,
      ],
    },
  },
  {
    reason: "whoever makes a key for /etc in a container is warned of images",
    scenarios: ["no -k", "no -k over an old key"],
    differs: {
      stderr: [
        "",
        /^corosync-keygen: Warning: The key seems to go into an image[^\n]*this is a container\)\nhint: [^\n]*\n$/,
      ],
    },
  },
  {
    reason:
      "a key is replaced by rename, for which the directory's mode counts and not the old key's",
    scenarios: ["own old key of mode 0400, powerless"],
    differs: {
      code: ["2", "0"],
      stdout: [gathering(2048, "DIR/source"), WRITTEN_FROM_SOURCE],
      stderr: ["corosync-keygen: Could not create DIR/out/key: Permission denied\n", ""],
      files: [key("128 old bytes"), key(NEW)],
    },
  },
  {
    reason: "the same; who may not give files away becomes the owner of the new key",
    scenarios: ["old key of another owner, powerless"],
    differs: {
      code: ["2", "0"],
      stdout: [gathering(2048, "DIR/source"), WRITTEN_FROM_SOURCE],
      stderr: ["corosync-keygen: Could not create DIR/out/key: Permission denied\n", OWNED],
      files: [key("128 old bytes", "0644", 1, "1234:5678"), key(NEW)],
    },
  },
  {
    reason: "upstream replaces corosync's configuration by the key",
    scenarios: ["symlink to a configuration"],
    differs: {
      code: ["0", "2"],
      stdout: [WRITTEN_FROM_SOURCE, gathering(2048, "DIR/source")],
      stderr: [
        "",
        "corosync-keygen: Could not create DIR/out/key: Leads to a file called corosync.conf, as corosync's " +
        "configuration is\nhint: a key is never called so: name another file\n",
      ],
      files: [
        /^corosync\.conf file 0400 0:0 links 1: 256 bytes of the source$/m,
        /^corosync\.conf file 0644 /m,
      ],
    },
  },
  {
    reason: "a hint tells of --mkdir",
    scenarios: ["symlink into a missing directory"],
    differs: {
      stderr: [
        "corosync-keygen: Could not create DIR/out/key: No such file or directory\n",
        "corosync-keygen: Could not create DIR/out/key: No such file or directory\n" +
        "hint: --mkdir makes the missing directories\n",
      ],
    },
  },
  {
    reason: "a hint tells what an empty name comes from",
    scenarios: ["empty source name"],
    differs: {
      stderr: [
        "corosync-keygen: Failed to open random source: No such file or directory\n",
        "corosync-keygen: Failed to open random source: No such file or directory\n" +
        "hint: is the variable set that should hold it?\n",
      ],
    },
  },
  {
    reason: "a hint tells what an empty name comes from",
    scenarios: ["empty name"],
    differs: {
      stderr: [
        "corosync-keygen: Could not create : No such file or directory\n",
        "corosync-keygen: Could not create : No such file or directory\n" +
        "hint: is the variable set that should hold it?\n",
      ],
    },
  },
  {
    reason: "a hint tells of --mkdir",
    scenarios: ["missing directory"],
    differs: {
      stderr: [
        "corosync-keygen: Could not create DIR/out/none/key: No such file or directory\n",
        "corosync-keygen: Could not create DIR/out/none/key: No such file or directory\n" +
        "hint: --mkdir makes the missing directories\n",
      ],
    },
  },
  {
    reason: "a hard link is broken: its other name keeps the old key whole",
    scenarios: ["hard link"],
    differs: {
      files: [
        key(NEW, "0400", 2) + `other file 0400 0:0 links 2: ${NEW}\n`,
        key(NEW) + "other file 0644 0:0 links 1: 128 old bytes\n",
      ],
    },
  },
  {
    reason: "upstream changes the mode of the device and writes the key into it",
    scenarios: ["device"],
    differs: {
      code: ["0", "2"],
      stdout: [WRITTEN_FROM_SOURCE, gathering(2048, "DIR/source")],
      stderr: [
        "",
        "corosync-keygen: Could not create DIR/out/key: Is a device, wanted a regular file\n" +
        "hint: --stdout writes the key to standard output\n",
      ],
      files: ["key device 0400 0:0\n", "key device 0666 0:0\n"],
    },
  },
  {
    reason:
      "a name that is looked up before it is opened fails with the more fitting of two errors",
    scenarios: ["trailing slash after a file"],
    differs: {
      stderr: [
        "corosync-keygen: Could not create DIR/out/key/: Is a directory\n",
        "corosync-keygen: Could not create DIR/out/key/: Not a directory\n",
      ],
    },
  },
  {
    reason: "upstream leaves an empty key file on a full disk",
    scenarios: ["full disk"],
    differs: {
      files: [
        "m directory 0755 0:0\n" +
        "m/full file 0644 0:0 links 1: 4096 bytes of the source\n" +
        "m/key file 0400 0:0 links 1: empty\n",
        "m directory 0755 0:0\nm/full file 0644 0:0 links 1: 4096 bytes of the source\n",
      ],
    },
  },
  {
    reason: "upstream empties the old key to have room for the new one",
    scenarios: ["full disk over an old key"],
    differs: {
      code: ["0", "4"],
      stderr: ["", "corosync-keygen: Could not write DIR/out/m/key: No space left on device\n"],
      files: [
        /^m\/key file 0400 0:0 links 1: 256 bytes of the source$/m,
        /^m\/key .* 128 old bytes$/m,
      ],
    },
  },
  {
    reason: "3.1.7 asks for ever when the source ends; from 3.1.10 on upstream says what we say",
    scenarios: ["source that ends early"],
    differs: endless(
      "DIR/out/s",
      gathering(2048, "DIR/out/s") +
        "Press keys on your keyboard to generate entropy (8 bits still needed).\n",
      8,
    ),
  },
  {
    reason: "3.1.7 asks for ever when the source ends; from 3.1.10 on upstream says what we say",
    scenarios: ["empty source"],
    differs: endless("/dev/null", gathering(2048, "/dev/null"), 2048),
  },
  {
    reason: "upstream blames /dev/random, whatever the source is",
    scenarios: ["directory as source"],
    differs: {
      stderr: [
        "corosync-keygen: Could not read /dev/random: Is a directory\n",
        "corosync-keygen: Could not read DIR/out: Is a directory\n",
      ],
    },
  },
  ...DIFFERENCES_OF_CIRCUMSTANCES,
];
