import type { Scenario } from "./upstream_run.ts";
import { CIRCUMSTANCE_SCENARIOS } from "./upstream_circumstances.ts";
import { from, KEY, old, OWN_ETC, POWERLESS, SAY } from "./upstream_words.ts";

const sizes: Scenario[] = [
  ...["127", "4097", "abc", "", "0x100", "128 ", "200.5", "1e3", "-1", "0", "+", "+-128"],
  ...["9223372036854775807", "99999999999999999999", "-99999999999999999999", "128x"],
  ...["128", "4096", " 128", "\t+128", "+128", "0200", "00000000000000128"],
].map((size) => ({
  name: `size ${JSON.stringify(size)}`,
  args: ["-s", size, "-r", "DIR/source", "-k", "DIR/out/key"],
}));

const grammar: Scenario[] = [
  ["-x"],
  ["-lx"],
  ["--bogus"],
  ["--bogus=1"],
  ["-k"],
  ["-s"],
  ["-r"],
  ["--size"],
  ["--key-file"],
  ["--ran"],
  ["--less-secure=1"],
  ["--help=yes"],
  ["-?"],
  ["-s", "127", "-h"],
  ["-x", "-h"],
  ["-s", "abc", "-x"],
  ["-m", "DIR/source"],
].map((args) => ({ name: args.join(" "), args }));

const accepted: Scenario[] = [
  { name: "-kFILE -rFILE -sBYTES", args: ["-kDIR/out/key", "-rDIR/source", "-s256"] },
  {
    name: "long names with =",
    args: ["--key-file=DIR/out/key", "--random-file=DIR/source", "--size=256"],
  },
  { name: "abbreviations", args: ["--k", "DIR/out/key", "--r=DIR/source", "--s", "256"] },
  {
    name: "-lk with -r",
    args: ["-lk", "DIR/out/key", "-r", "DIR/source", "-s", "256", "--less"],
  },
  {
    name: "the last repetition wins",
    args: ["-s", "512", "-k", "DIR/out/first", "-r", "DIR/none", ...KEY],
  },
  { name: "-k=FILE is a file named =FILE", args: [...SAY.slice(0, -1), "-k=key"] },
  { name: "options end at --", args: [...KEY, "--"] },
  { name: "relative name", args: [...SAY, "key"] },
  { name: "name with a space and a line feed", args: [...SAY, "DIR/out/a b\nc"] },
  { name: "name in UTF-8", args: [...SAY, "DIR/out/clé"] },
  { name: "double slashes and dots", args: [...SAY, "DIR//out/.//./key"] },
  { name: "-h", args: ["-h"] },
  { name: "--help before a wrong size", args: ["--he", "-s", "1"] },
  { name: "-l", args: ["-l", "-k", "DIR/out/key"] },
  { name: "-l -s 128", args: ["-l", "-s", "128", "-k", "DIR/out/key"] },
  { name: "-r /dev/urandom", args: ["-r", "/dev/urandom", "-s", "256", "-k", "DIR/out/key"] },
  { name: "-r /dev/random", args: ["-r", "/dev/random", "-s", "256", "-k", "DIR/out/key"] },
  { name: "no source named", args: ["-s", "128", "-k", "DIR/out/key"] },
  { name: "no size named", args: ["-r", "DIR/source", "-k", "DIR/out/key"] },
  { name: "-r /dev/zero", args: ["-r", "/dev/zero", "-s", "256", "-k", "DIR/out/key"] },
  { name: "stray positional", args: [...KEY, "stray"] },
  { name: "stray positional after --", args: [...KEY, "--", "-x"] },
  {
    name: "POSIXLY_CORRECT ends options at a positional",
    args: [...KEY, "stray", "-x"],
    env: { POSIXLY_CORRECT: "1" },
  },
  {
    name: "no -k",
    args: ["-s", "256", "-r", "DIR/source"],
    under: OWN_ETC,
    // Wherever the test runs, the program sees that it is in a container.
    env: { container: "test" },
  },
  {
    name: "no -k over an old key",
    args: ["-s", "256", "-r", "DIR/source"],
    before: "head -c 128 ../old >authkey; chmod 400 authkey",
    under: OWN_ETC,
    env: { container: "test" },
  },
  {
    name: "COROSYNC_TOTEM_AUTHKEY_FILE",
    args: ["-s", "256", "-r", "DIR/source"],
    env: { COROSYNC_TOTEM_AUTHKEY_FILE: "DIR/out/named" },
    under: OWN_ETC,
  },
];

const existing: Scenario[] = [
  ...["0644", "0600", "0400", "0000", "0777", "4755"].map((mode) => ({
    name: `old key of mode ${mode}`,
    args: KEY,
    before: old(128, `chmod ${mode} key`),
  })),
  ...[0, 10, 128, 256, 3000].map((size) => ({
    name: `old key of ${size} bytes`,
    args: KEY,
    before: old(size),
  })),
  {
    name: "old key of another owner",
    args: KEY,
    before: old(128, "chown 1234:5678 key"),
  },
  {
    name: "old key of another owner, powerless",
    args: KEY,
    before: old(128, "chown 1234:5678 key"),
    under: POWERLESS,
  },
  {
    name: "own old key of mode 0400, powerless",
    args: KEY,
    before: old(128, "chmod 400 key"),
    under: POWERLESS,
  },
  { name: "symlink", args: KEY, before: "head -c 128 ../old >real; ln -s real key" },
  {
    name: "chain of symlinks",
    args: KEY,
    before: "mkdir d; head -c 128 ../old >d/real; ln -s real d/two; ln -s d/two key",
  },
  {
    name: "symlink to a configuration",
    args: KEY,
    before: "echo totem >corosync.conf; ln -s corosync.conf key",
  },
  { name: "dangling symlink", args: KEY, before: "ln -s real key" },
  { name: "symlink into a missing directory", args: KEY, before: "ln -s none/real key" },
  { name: "loop of symlinks", args: KEY, before: "ln -s two key; ln -s key two" },
  { name: "symlink to a directory", args: KEY, before: "mkdir d; ln -s d key" },
  { name: "symlink as directory", args: [...SAY, "DIR/out/l/key"], before: "mkdir d; ln -s d l" },
  { name: "hard link", args: KEY, before: old(128, "ln key other") },
  { name: "device", args: KEY, before: "mknod -m 666 key c 1 3" },
];

const refused: Scenario[] = [
  { name: "directory", args: KEY, before: "mkdir key" },
  { name: "missing directory", args: [...SAY, "DIR/out/none/key"] },
  { name: "empty name", args: [...SAY, ""] },
  { name: "trailing slash", args: [...SAY, "DIR/out/key/"] },
  { name: "trailing slash after a file", args: [...SAY, "DIR/out/key/"], before: old(128) },
  { name: "file as directory", args: [...SAY, "DIR/out/key/key"], before: old(128) },
  { name: "name of 256 letters", args: [...SAY, `DIR/out/${"n".repeat(256)}`] },
  { name: "name of 255 letters", args: [...SAY, `DIR/out/${"n".repeat(255)}`] },
  { name: "path of 5,000 letters", args: [...SAY, `DIR/out/${"n/".repeat(2500)}`] },
  {
    name: "directory that may not be written",
    args: [...SAY, "DIR/out/d/key"],
    before: "mkdir -m 555 d",
    under: POWERLESS,
  },
  {
    name: "directory that may not be searched",
    args: [...SAY, "DIR/out/d/key"],
    before: "mkdir -m 666 d; chown 1234 d",
    under: POWERLESS,
  },
  {
    name: "read-only file system",
    args: [...SAY, "DIR/out/m/key"],
    before: "mkdir m; mount -t tmpfs -o ro,mode=755 none m",
    after: "umount m",
  },
  {
    name: "full disk",
    args: [...SAY, "DIR/out/m/key"],
    before: "mkdir m; mount -t tmpfs -o size=4k,mode=755 none m; head -c 4096 ../source >m/full",
    after: "umount m",
  },
  {
    name: "full disk over an old key",
    args: [...SAY, "DIR/out/m/key"],
    before: "mkdir m; mount -t tmpfs -o size=8k,mode=755 none m; head -c 128 ../old >m/key; " +
      "head -c 4096 ../source >m/full",
    after: "umount m",
  },
  {
    name: "no inode left",
    args: [...SAY, "DIR/out/m/key"],
    before: "mkdir m; mount -t tmpfs -o nr_inodes=2,mode=755 none m; : >m/full",
    after: "umount m",
  },
];

const masks: Scenario[] = ["0", "022", "077", "0477", "0777"].map((mask) => ({
  name: `umask ${mask}`,
  args: KEY,
  prelude: `umask ${mask}`,
}));

const sources: Scenario[] = [
  {
    name: "source of exactly the key",
    args: from("DIR/out/s"),
    before: "head -c 256 ../source >s",
  },
  {
    name: "source that ends early",
    args: from("DIR/out/s"),
    before: `head -c 255 ../source >s; ${old(128)}`,
    upstreamIsEndless: true,
  },
  {
    name: "empty source",
    args: from("/dev/null"),
    before: old(128),
    upstreamIsEndless: true,
  },
  { name: "missing source", args: from("DIR/out/none"), before: old(128) },
  { name: "empty source name", args: from("") },
  { name: "directory as source", args: from("DIR/out"), before: old(128) },
  {
    name: "source that may not be read",
    args: from("DIR/out/s"),
    before: "head -c 256 ../source >s; chmod 0 s; chown 1234 s",
    under: POWERLESS,
  },
  { name: "file in a file as source", args: from("DIR/source/x") },
  { name: "missing source and missing directory", args: [...from("DIR/none"), "-k", "DIR/none/k"] },
  { name: "FIFO in one piece", args: from("DIR/fifo"), pieces: [256] },
  { name: "FIFO in two pieces", args: from("DIR/fifo"), pieces: [1, 255] },
  { name: "FIFO in five pieces", args: from("DIR/fifo"), pieces: [100, 50, 49, 56, 1] },
];

export const SCENARIOS: readonly Scenario[] = [
  ...sizes,
  ...grammar,
  ...accepted,
  ...existing,
  ...refused,
  ...masks,
  ...sources,
  ...CIRCUMSTANCE_SCENARIOS,
];
