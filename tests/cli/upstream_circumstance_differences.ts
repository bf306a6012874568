import {
  type Difference,
  gathering,
  key,
  NEW,
  WRITTEN_FROM_SOURCE,
} from "./upstream_difference.ts";

const DENIED = "corosync-keygen: Could not create DIR/out/key: Permission denied\n";
const NOBODYS = "65534:65534";
const othersCanReplace = (who: string) =>
  `corosync-keygen: Warning: Others can replace this file: ${who} DIR/out\n`;

/** Where the place, the user or the streams make the difference. */
export const DIFFERENCES_OF_CIRCUMSTANCES: readonly Difference[] = [
  ...broken("standard output", [
    [["a first key", "a key over an old one", "a key through a link"], "0"],
    [["a wrong option", "a missing source"], "1"],
    [["a directory as key", "a file as directory"], "2"],
  ]),
  ...broken("standard error", [
    [["a wrong option"], "1", "Error parsing command line options.\n"],
    [["a wrong size"], "1"],
    [["a missing source"], "1", gathering(2048, "DIR/out/none")],
    [["a directory as key", "a file as directory"], "2", gathering(2048, "DIR/source")],
  ]),
  {
    reason: "somebody else's directory is told: they can replace the key there",
    scenarios: ["first key in a directory of somebody else's"],
    differs: { stderr: ["", othersCanReplace("user 1234 owns")] },
  },
  {
    reason: "a directory that all may write to is told: they can replace the key there",
    scenarios: ["first key in a directory for all"],
    differs: { stderr: ["", othersCanReplace("everybody may write to")] },
  },
  {
    reason: "a directory that a group may write to is told before it turns out to be closed to us",
    scenarios: ["nobody in a directory of a group that they are not in"],
    differs: {
      stderr: [DENIED, othersCanReplace("group 1234, or whom an ACL names, may write to") + DENIED],
    },
  },
  {
    reason:
      "a key is replaced by rename, for which the directory's mode counts and not the old key's",
    scenarios: ["nobody over a key of their own"],
    differs: {
      code: ["2", "0"],
      stdout: [gathering(2048, "DIR/source"), WRITTEN_FROM_SOURCE],
      stderr: [DENIED, ""],
      files: [key("128 old bytes", "0400", 1, NOBODYS), key(NEW, "0400", 1, NOBODYS)],
    },
  },
  {
    reason: "the same the other way round: who may write the old key and not its directory",
    scenarios: ["nobody over a key of their own in a directory of root's"],
    differs: {
      code: ["0", "2"],
      stdout: [WRITTEN_FROM_SOURCE, gathering(2048, "DIR/source")],
      stderr: ["", DENIED],
      files: [key(NEW, "0400", 1, NOBODYS), key("128 old bytes", "0644", 1, NOBODYS)],
    },
  },
  {
    reason: "a hint tells why a key in a sticky directory cannot be replaced",
    scenarios: ["nobody over a key of root's in a sticky directory"],
    differs: {
      stderr: [
        DENIED,
        `${DENIED}hint: it belongs to user 0, and DIR/out is a sticky directory that others may write to\n`,
      ],
    },
  },
  mountedOfLength(128),
  mountedOfLength(3000),
  {
    reason: "a mounted key cannot be replaced, and nothing changes the mode of what is there",
    scenarios: ["mounted key of mode 0644"],
    differs: {
      code: ["0", "3"],
      stderr: [
        "",
        "corosync-keygen: Failed to set key file permissions to 0400: It has mode 0644 and cannot be replaced\n" +
        "hint: DIR/out/key is a mount point: give the file that is mounted there this mode\n",
      ],
      stdout: [WRITTEN_FROM_SOURCE, gathering(2048, "DIR/source")],
      files: [key(NEW), key("256 old bytes", "0644")],
    },
  },
  {
    reason: "nothing changes the owner of what is there, and who can read the new key is told",
    scenarios: ["mounted key of another owner"],
    differs: {
      stderr: [
        "",
        "corosync-keygen: Warning: DIR/out/key is a mount point and still belongs to user 1234, who can read it\n",
      ],
    },
  },
  {
    reason: "a hint tells what to do",
    scenarios: ["key mounted read-only"],
    differs: {
      stderr: [
        "corosync-keygen: Could not create DIR/out/key: Read-only file system\n",
        "corosync-keygen: Could not create DIR/out/key: Read-only file system\n" +
        "hint: mount it, or its directory, writable\n",
      ],
    },
  },
];

/** What becomes of upstream where SIGPIPE ends it, and of us; also its standard output where that differs. */
function broken(
  stream: string,
  ends: readonly (readonly [endings: readonly string[], code: string, stdout?: string])[],
): readonly Difference[] {
  return ends.map(([endings, code, stdout]) => ({
    reason: "a pipe without a reader changes no exit code, and leaves no run without one",
    scenarios: endings.map((ending) => `${ending}, broken ${stream}`),
    differs: { code: ["141", code], ...(stdout === undefined ? {} : { stdout: ["", stdout] }) },
  }));
}

function mountedOfLength(bytes: number): Difference {
  return {
    reason:
      "a mounted key is written in place only where one write leaves it whole at every moment",
    scenarios: [`mounted key of ${bytes} bytes`],
    differs: {
      code: ["0", "4"],
      stderr: [
        "",
        `corosync-keygen: Could not write DIR/out/key: It is a mount point of ${bytes} bytes, wanted one of 256, ` +
        `or an empty one\nhint: mount its directory instead, or make a key of the old length (-s ${bytes})\n`,
      ],
      stdout: [WRITTEN_FROM_SOURCE, gathering(2048, "DIR/source")],
      files: [key(NEW), key(`${bytes} old bytes`)],
    },
  };
}
