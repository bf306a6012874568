import { assertEquals, assertStringIncludes } from "../assert.ts";
import { type Outcome, runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { NOT_UTF_8 } from "../not_utf_8.ts";
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
  "a limit of file size is an error like others: one line, exit 4, and nothing is left",
  (given) =>
    withDirectory(async (directory) => {
      const script = 'cd "$2"; ulimit -f 0; exec "$1" -l -k key';
      const { code, stderr } = await inShell(given, directory, script);
      assertEquals([code, stderr], [4, "corosync-keygen: Could not write key: File too large\n"]);
      assertEquals(Array.from(Deno.readDirSync(directory)), []);
    }),
);

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

/** How each runtime, as it is published, ends without /proc: before the first line of the program. */
const WITHOUT_PROC = {
  Deno: { code: 1, says: "no /proc/self/exe available. Is /proc mounted?" },
  // 128 and SIGABRT.
  Bun: { code: 134, says: "panic(main thread): abort() called" },
} as const;

testEach(
  EXECUTABLES,
  "without /proc the runtime ends before it touches a file, as bench/README.md says of both",
  (given) =>
    withDirectory(async (directory) => {
      const script = 'mount -t tmpfs none /proc; "$1" -l -k "$2/key"';
      const { code, stdout, stderr } = await inNamespace(given, directory, script);
      const expected = WITHOUT_PROC[given.name.includes("Bun") ? "Bun" : "Deno"];
      assertEquals([code, stdout], [expected.code, ""]);
      assertStringIncludes(stderr, expected.says);
      assertEquals(Array.from(Deno.readDirSync(directory)), []);
    }),
  noNamespaces || Deno.build.arch !== "x86_64",
);

testEach(
  EXECUTABLES,
  "writes no key to a name that is not UTF-8",
  (given) =>
    withDirectory(async (directory) => {
      for (const name of NOT_UTF_8) {
        const script = `cd "$2"; exec "$1" -l -k "$(printf 'key${name}')"`;
        const { code, stdout, stderr } = await inShell(given, directory, script);
        if (given.name.includes("Bun")) {
          const line = "corosync-keygen: Argument 3 is not valid UTF-8\n";
          assertEquals([code, stdout, stderr], [1, "", line], name);
        } else {
          // Deno panics over its arguments before the program runs.
          assertEquals([code, stdout], [101, ""], name);
          assertStringIncludes(stderr, "called `Result::unwrap()` on an `Err` value", name);
        }
      }
      assertEquals(Array.from(Deno.readDirSync(directory)), []);
    }),
  Deno.build.arch !== "x86_64",
);

testEach(
  EXECUTABLES,
  "makes a key with a name at each limit of UTF-8",
  (given) =>
    withDirectory(async (directory) => {
      for (const limit of [0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffc, 0x10000, 0x10ffff]) {
        const name = `key${String.fromCodePoint(limit)}`;
        const { code, stderr } = await runCommand([
          ...[given.commands.program[0], "-l", "-k", `${directory}/${name}`],
        ]);
        assertEquals([code, stderr], [0, ""], limit.toString(16));
        assertKey(`${directory}/${name}`);
      }
    }),
);
