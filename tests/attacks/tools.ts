import { withDirectory } from "../keys.ts";
import { skipUnless } from "../skip.ts";
import { skipWithout } from "../peers.ts";
import type { Outcome } from "../cli/program.ts";
import { RunningProgram } from "../cli/running.ts";
import { ROOT } from "../../scripts/build/project.ts";

/** Debian's user that owns nothing. */
export const NOBODY = { uid: 65_534, gid: 65_534 } as const;

const PROGRAMS = {
  gcc: "gcc",
  mount: "mount",
  script: "bsdutils",
  strace: "strace",
  unshare: "util-linux",
  setpriv: "util-linux",
  setfacl: "acl",
  "mkfs.ext4": "e2fsprogs",
};

/** For `ignore`: true where nobody can be attacked, with the reason on standard error. */
export function attacksAreImpossible(what: string): boolean {
  return skipWithout({ programs: PROGRAMS, root: true }, what) ||
    skipUnless(hasOwnMounts(), what, "deno task test:attacks gives it mounts of its own");
}

/** Whether this process sees other mounts than the one that set ATTACKS_OUTSIDE to its own namespace. */
function hasOwnMounts(): boolean {
  const outside = Deno.env.get("ATTACKS_OUTSIDE");
  return outside !== undefined && Deno.readLinkSync("/proc/self/ns/mnt") !== outside;
}

/** Runs a command that has to succeed. Returns its standard output. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Compiles one of the C programs beside this file. Returns the path of the executable. */
export async function compile(
  name: "attacker" | "memory_scan",
  directory: string,
): Promise<string> {
  const source = `${ROOT}tests/attacks/${name}.c`;
  const executable = `${directory}/${name}`;
  const flags = ["-std=gnu11", "-O1", "-Wall", "-Wno-format-truncation", "-Werror"];
  await run("gcc", ...flags, "-o", executable, source);
  return executable;
}

/**
 * With a file system in memory that notes every read (`strictatime`), and a directory in it that all may
 * enter. It is gone with the mount namespace, and unmounted before.
 */
export async function withPlace(action: (place: string) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    await Deno.chmod(directory, 0o755);
    await run("mount", "-t", "tmpfs", "-o", "mode=755,strictatime,size=64m", "none", directory);
    try {
      await action(directory);
    } finally {
      await run("umount", directory);
    }
  });
}

/** Makes nobody the owner of a symbolic link itself. */
export async function giveLinkToNobody(link: string): Promise<void> {
  await run("chown", "--no-dereference", `${NOBODY.uid}:${NOBODY.gid}`, link);
}

/** What an attacker did, and what it saw. */
export interface Spoils {
  readonly turns: number;
  /** Names of files in which it read the key. */
  readonly read: readonly string[];
}

/** Attacks while `action` runs. */
export async function whileAttacked(
  attacker: string,
  { key, mode, uid = NOBODY.uid }: {
    /** A file with the key that the program will make. */
    readonly key: string;
    readonly mode: readonly string[];
    readonly uid?: number;
  },
  action: () => Promise<void>,
): Promise<Spoils> {
  const running = new RunningProgram([attacker, `${uid}`, `${uid}`, key, ...mode], {
    stdin: "piped",
  });
  await running.waitForStdout(/^ready\n/);
  let ended: Promise<Outcome>;
  try {
    await action();
  } finally {
    await running.stdin.close();
    ended = running.ended();
    // Nothing can be unmounted while it holds files open.
    await ended;
  }
  const { code, stdout, stderr } = await ended;
  if (code !== 0) throw new Error(`The attacker ended with ${code}: ${stderr}`);
  const read = Array.from(stdout.matchAll(/^READ (.*)$/gm), ([, name]) => name);
  return { turns: Number(/^TURNS (\d+)$/m.exec(stdout)?.[1]), read };
}
