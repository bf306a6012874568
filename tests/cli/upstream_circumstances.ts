import type { Scenario } from "./upstream_run.ts";
import { from, KEY, old, POWERLESS, SAY } from "./upstream_words.ts";

/** Where and as whom the program runs, and what is closed, full, gone or mounted there. */

/** Situations that end in each of the ways that a run can end. */
const ENDINGS: readonly Pick<Scenario, "name" | "args" | "before">[] = [
  { name: "a first key", args: KEY },
  { name: "a key over an old one", args: KEY, before: old(128) },
  { name: "a key through a link", args: KEY, before: "head -c 128 ../old >real; ln -s real key" },
  { name: "a wrong option", args: ["-x"] },
  { name: "a wrong size", args: ["-s", "127", ...KEY.slice(2)] },
  { name: "a directory as key", args: KEY, before: "mkdir key" },
  { name: "a file as directory", args: [...SAY, "DIR/out/key/key"], before: old(128) },
  { name: "a missing source", args: from("DIR/out/none"), before: old(128) },
];

/** A pipe whose reader has gone, as descriptor 3. */
const BROKEN_PIPE = "mkfifo ../pipe; : <../pipe & exec 3>../pipe; wait $!";

/** What else can be unusual about a run, in sh before it. */
const CIRCUMSTANCES: Readonly<Record<string, string>> = {
  "closed standard input": "exec <&-",
  "closed standard output": "exec >&-",
  "closed standard error": "exec 2>&-",
  "all streams closed": "exec <&- >&- 2>&-",
  "full standard output": "exec >/dev/full",
  "full standard error": "exec 2>/dev/full",
  "both outputs full": "exec >/dev/full 2>&1",
  "full output, closed error": "exec >/dev/full 2>&-",
  "broken standard output": `${BROKEN_PIPE}; exec >&3`,
  "broken standard error": `${BROKEN_PIPE}; exec 2>&3`,
  "broken standard output, SIGPIPE ignored": `${BROKEN_PIPE}; trap '' PIPE; exec >&3`,
  "both outputs broken, SIGPIPE ignored": `${BROKEN_PIPE}; trap '' PIPE; exec >&3 2>&3`,
  "empty environment": `exec bash -c 'exec -c -a "\${0##*/}" "$@"' "$1" "$@"`,
  "deleted working directory": "mkdir ../gone; cd ../gone; rmdir ../gone",
  "a directory as standard input": "exec </",
  "few descriptors": "ulimit -n 64",
  "no core files": "ulimit -c 0",
  "SIGPIPE ignored": "trap '' PIPE",
  "SIGHUP ignored": "trap '' HUP",
  "umask 0377": "umask 0377",
  "umask 0002": "umask 0002",
};

const circumstances: Scenario[] = Object.entries(CIRCUMSTANCES).flatMap(([name, prelude]) =>
  ENDINGS.map((ending) => ({
    ...ending,
    name: `${ending.name}, ${name}`,
    prelude,
    needsExecutable: name === "deleted working directory",
    endsBefore: name === "deleted working directory",
  }))
);

/** Somebody else, who may read and enter everything, or could not start the program that root has installed. */
const NOBODY = [
  ...["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
  ...["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"],
];

const users: Scenario[] = [
  { name: "nobody in a directory of their own", before: "chown 65534:65534 ." },
  {
    name: "nobody over a key of their own",
    before: `${old(128, "chmod 400 key")}; chown 65534:65534 . key`,
  },
  { name: "nobody in a directory of root's", before: ":" },
  { name: "nobody over a key of root's in a directory of root's", before: old(128) },
  {
    name: "nobody over a key of their own in a directory of root's",
    before: old(128, "chown 65534:65534 key"),
  },
  { name: "nobody in a sticky directory", before: "chmod 1777 ." },
  {
    name: "nobody over a key of root's in a sticky directory",
    before: `${old(128, "chmod 400 key")}; chmod 1777 .`,
  },
  {
    name: "nobody through a link of their own in a sticky directory",
    before: "ln -s real key; chown -h 65534:65534 key; chmod 1777 .",
  },
  {
    name: "nobody in a directory of a group that they are not in",
    before: "chmod 775 .; chgrp 1234 .",
  },
].map((scenario) => ({ ...scenario, args: KEY, under: NOBODY, needsExecutable: true }));

/** Root in directories that others may write to. */
const shared: Scenario[] = [
  { name: "first key in a sticky directory", before: "chmod 1777 ." },
  { name: "own key in a sticky directory", before: `${old(128)}; chmod 1777 .` },
  {
    name: "own link in a sticky directory",
    before: "head -c 128 ../old >real; ln -s real key; chmod 1777 .",
  },
  { name: "first key in a directory of somebody else's", before: "chown 1234 ." },
  { name: "first key in a directory for all", before: "chmod 777 ." },
  { name: "first key in a directory with setgid", before: "chgrp 1234 .; chmod 2755 ." },
].map((scenario) => ({ ...scenario, args: KEY }));

/** The working directory and names that are relative to it. */
const directories: Scenario[] = [
  {
    name: "relative name in a deleted working directory",
    args: [...SAY, "key"],
    prelude: CIRCUMSTANCES["deleted working directory"],
    needsExecutable: true,
    endsBefore: true,
  },
  {
    name: "name above a deleted working directory",
    args: [...SAY, "../out/key"],
    prelude: CIRCUMSTANCES["deleted working directory"],
    needsExecutable: true,
    endsBefore: true,
  },
  ...["key", "../out/key", "DIR/out/key"].map((path) => ({
    name: `${path} from a working directory that may not be read`,
    args: [...SAY, path],
    before: "mkdir ../closed; chmod 700 ../closed; chown 1234 ../closed",
    under: ["sh", "-c", 'cd ../closed && exec "$@"', "sh", ...POWERLESS],
  })),
  {
    name: "relative name in a renamed working directory",
    args: [...SAY, "key"],
    prelude: "mkdir before; cd before; mv ../before ../after",
  },
  {
    name: "name through .. of a link",
    args: [...SAY, "DIR/out/l/../key"],
    before: "mkdir -p d/e; ln -s d/e l",
  },
];

/** A key that is a mount point. */
const mounts: Scenario[] = [
  ...[256, 0, 128, 3000].map((size) => ({
    name: `mounted key of ${size} bytes`,
    before: old(size, "chmod 400 key; mount --bind key key"),
  })),
  {
    name: "mounted key of mode 0644",
    before: old(256, "chmod 644 key; mount --bind key key"),
  },
  {
    name: "mounted key of another owner",
    before: old(256, "chmod 400 key; chown 1234:5678 key; mount --bind key key"),
  },
  {
    name: "key mounted read-only",
    before: old(256, "chmod 400 key; mount --bind key key; mount -o remount,bind,ro key"),
  },
].map((scenario) => ({ ...scenario, args: KEY, after: "umount key" }));

const mountedIn: Scenario[] = [
  {
    name: "key mounted in a read-only directory",
    args: [...SAY, "DIR/out/m/key"],
    before: "mkdir m; : >m/key; head -c 256 ../old >k; chmod 400 k; mount --bind m m; " +
      "mount -o remount,bind,ro m; mount --bind k m/key",
    after: "umount m/key; umount m",
  },
  {
    name: "key in a directory that is mounted",
    args: [...SAY, "DIR/out/m/key"],
    before: "mkdir m k; head -c 128 ../old >k/key; mount --bind k m",
    after: "umount m",
  },
];

/** A file system with room for so many files. */
const inodes: Scenario[] = [4, 16].flatMap((count) =>
  [KEY.length, 0].map((free) => ({
    name: `file system of ${count} inodes, ${free === 0 ? "full" : "empty"}`,
    args: [...SAY, "DIR/out/m/key"],
    before: `mkdir m; mount -t tmpfs -o nr_inodes=${count},mode=755 none m` +
      (free === 0 ? "; i=1; while touch m/$i 2>/dev/null; do i=$((i + 1)); done" : ""),
    after: "umount m",
  }))
);

export const CIRCUMSTANCE_SCENARIOS: readonly Scenario[] = [
  ...circumstances,
  ...inodes,
  ...users,
  ...shared,
  ...directories,
  ...mounts,
  ...mountedIn,
];
