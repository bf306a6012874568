/** Debian systems in directories, for tests of the package. */
import { type Outcome, runCommand } from "../cli/program.ts";
import { runTool } from "../../scripts/build/run_tool.ts";

/** Where this machine gets its packages from; nothing else knows a mirror. */
async function mirror(): Promise<string> {
  const texts: string[] = [];
  for (const path of ["/etc/apt/sources.list", "/etc/apt/sources.list.d"]) {
    const { stdout } = await runCommand(["grep", "-rhE", "^(URIs:|deb ).*/debian/?( |$)", path]);
    texts.push(stdout);
  }
  const url = /https?:\/\/\S+/.exec(texts.join("\n"))?.[0];
  if (url === undefined) throw new Error("apt has no source of Debian's packages here");
  return url;
}

/**
 * Makes a small system with corosync in a directory, once for each release on this machine: what debootstrap
 * unpacked is kept as an archive.
 */
export async function installDebian(release: string, directory: string): Promise<void> {
  const cache = `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}`;
  const archive = `${cache}/corosync-keygen-tests/${release}.tar`;
  const known = await Deno.stat(archive).then(() => true, () => false);
  if (!known) {
    await runTool(["mkdir", "-p", archive.slice(0, archive.lastIndexOf("/"))]);
    const include = "--include=corosync,systemd";
    const work = `${directory}.work`;
    await runTool(["debootstrap", "--variant=minbase", include, release, work, await mirror()]);
    await runTool(["rm", "-rf", `${work}/var/cache/apt/archives`, `${work}/var/lib/apt/lists`]);
    await runTool(["tar", "-C", work, "-cf", `${archive}.${Deno.pid}`, "."]);
    await Deno.rename(`${archive}.${Deno.pid}`, archive);
    await runTool(["rm", "-rf", work]);
  }
  await Deno.mkdir(directory);
  await runTool(["tar", "-C", directory, "-xf", archive]);
}

/** Runs a shell script in the system, with namespaces of its own for mounts, processes and network. */
export function inDebian(directory: string, script: string): Promise<Outcome> {
  const prepare = 'mount -t proc none "$1/proc"; mount --rbind /dev "$1/dev"; ' +
    'exec chroot "$1" /bin/sh -euc "$2"';
  return runCommand([
    ...[
      "unshare",
      "--mount",
      "--pid",
      "--net",
      "--fork",
      "--kill-child",
      "sh",
      "-euc",
      prepare,
      "sh",
    ],
    ...[directory, script],
  ], { env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive" } });
}
