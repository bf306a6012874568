import { assert, assertEquals, assertMatch } from "../assert.ts";
import { type Outcome, runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { EXECUTABLES, type Given, testEach } from "./given.ts";

const NEEDS_NAMESPACES = { programs: { unshare: "util-linux", mount: "mount" }, root: true };
const noNamespaces = skipWithout(NEEDS_NAMESPACES, "executables in mount namespaces");

/** Upstream's two lines. */
const lines = (path: string) =>
  `Corosync Cluster Engine Authentication key generator.\nWriting corosync key to ${path}.\n`;

/** Runs a shell script in which $1 is the executable, $2 a directory for keys. */
function inShell({ commands }: Given, directory: string, script: string): Promise<Outcome> {
  return runCommand(["sh", "-euc", script, "sh", commands.program[0], directory]);
}

/** The same with mounts that nobody else sees. */
function inNamespace({ commands }: Given, directory: string, script: string): Promise<Outcome> {
  return runCommand([
    "unshare",
    "--mount",
    "sh",
    "-euc",
    script,
    "sh",
    commands.program[0],
    directory,
  ]);
}

function assertKey(path: string): void {
  const { size, mode } = Deno.lstatSync(path);
  assertEquals([size, (mode ?? 0) & 0o7777], [128, 0o400]);
}

/** Ways to run the program that must make no difference; the script leaves the key in "$2/key". */
const WITHOUT: Readonly<Record<string, string>> = {
  "an environment": 'env -i "$1" -l -k "$2/key"',
  HOME: 'env -u HOME "$1" -l -k "$2/key"',
  "a directory for temporary files": 'TMPDIR="$2/missing" "$1" -l -k "$2/key"',
  "standard input": '"$1" -l -k "$2/key" <&-',
};

for (const [what, script] of Object.entries(WITHOUT)) {
  testEach(
    EXECUTABLES,
    `makes a key without ${what}`,
    (given) =>
      withDirectory(async (directory) => {
        const { code, stdout, stderr } = await inShell(given, directory, script);
        assertEquals([code, stdout, stderr], [0, lines(`${directory}/key`), ""]);
        assertKey(`${directory}/key`);
      }),
  );
}

testEach(
  EXECUTABLES,
  "makes a key when nobody listens",
  (given) =>
    withDirectory(async (directory) => {
      // As with the C original, lines that go nowhere change nothing about the key.
      const script = '"$1" -l -k "$2/out" >&-; "$1" -l -k "$2/none" <&- >&- 2>&-';
      const { code, stdout, stderr } = await inShell(given, directory, script);
      assertEquals([code, stdout, stderr], [0, "", ""]);
      assertKey(`${directory}/out`);
      assertKey(`${directory}/none`);
    }),
);

testEach(
  EXECUTABLES,
  "makes a key with an empty /dev, and says what /dev/random lacks",
  (given) =>
    withDirectory(async (directory) => {
      const script = 'mount -t tmpfs none /dev; "$1" -l -k "$2/key"; exec "$1" -k "$2/other"';
      const { code, stderr } = await inNamespace(given, directory, script);
      assertEquals([code, stderr], [
        1,
        "corosync-keygen: Failed to open random source: No such file or directory\n" +
        "hint: use -l, which needs no device\n",
      ]);
      assertKey(`${directory}/key`);
    }),
  noNamespaces,
);

testEach(
  EXECUTABLES,
  "makes a key where /tmp is noexec",
  (given) =>
    withDirectory(async (directory) => {
      // The executable itself may lie in /tmp: it is put elsewhere first.
      const script = `mount -t tmpfs none /mnt; touch /mnt/program; mount --bind "$1" /mnt/program
      mount -t tmpfs -o noexec none /tmp; /mnt/program -l -k /tmp/key; stat -c '%a %s' /tmp/key`;
      const { code, stdout, stderr } = await inNamespace(given, directory, script);
      assertEquals([code, stdout, stderr], [0, `${lines("/tmp/key")}400 128\n`, ""]);
    }),
  noNamespaces,
);

testEach(
  EXECUTABLES,
  "says that a read-only root takes no key",
  (given) =>
    withDirectory(async (directory) => {
      const script = 'mount -o remount,bind,ro /; exec "$1" -l -k /corosync-keygen-test-key';
      const { code, stderr } = await inNamespace(given, directory, script);
      assertEquals([code, stderr], [
        2,
        "corosync-keygen: Could not create /corosync-keygen-test-key: Read-only file system\n",
      ]);
    }),
  noNamespaces,
);

testEach(
  EXECUTABLES,
  "without /proc fails before it touches a file",
  (given) =>
    withDirectory(async (directory) => {
      // Neither runtime starts: Bun asks /proc/self/maps for its stack, Deno /proc/self/exe for its program.
      const script = 'mount -t tmpfs none /proc; exec "$1" -l -k "$2/key"';
      const { code, stdout, stderr } = await inNamespace(given, directory, script);
      assert(code !== 0);
      assertEquals(stdout, "");
      assertMatch(stderr, given.name.includes("Bun") ? /abort\(\) called/ : /Is \/proc mounted\?/);
      assertEquals(Array.from(Deno.readDirSync(directory)), []);
    }),
  noNamespaces,
);

testEach(
  EXECUTABLES,
  "writes no key to a name that is not UTF-8",
  (given) =>
    withDirectory(async (directory) => {
      const script = 'cd "$2"; exec "$1" -l -k "$(printf "key\\377")"';
      const { code, stdout, stderr } = await inShell(given, directory, script);
      // Deno's base runtime panics before any of our code runs, and shows the argument.
      assertEquals(stdout, "");
      if (given.name.includes("Bun")) {
        assertEquals([code, stderr], [1, "corosync-keygen: Argument 3 is not valid UTF-8\n"]);
      } else {
        assertEquals(code, 101);
        assertMatch(stderr, /panicked .*\n.*"key\\xFF"/);
      }
      assertEquals(Array.from(Deno.readDirSync(directory)), []);
    }),
);
