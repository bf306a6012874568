/** Debian systems in directories, for tests of the package. */
import { type Outcome, runCommand } from "../cli/program.ts";
import { runTool } from "../../scripts/build/run_tool.ts";

/** Debian's package of corosync, kept in each system to be installed again. */
export const COROSYNC_PACKAGE = "/corosync.deb";

const ENVIRONMENT = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  DEBIAN_FRONTEND: "noninteractive",
};

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
 * An archive of a small system with corosync. It is made once for each release on this machine: what
 * debootstrap unpacked is kept.
 *
 * @param work a directory that does not exist
 * @param more further packages
 */
export async function debianArchive(
  release: string,
  work: string,
  more: readonly string[] = [],
): Promise<string> {
  const cache = `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}`;
  const directory = `${cache}/corosync-keygen-tests`;
  const archive = `${directory}/${[release, "with-corosync", ...more].join("-")}.tar`;
  if (await Deno.stat(archive).then(() => true, () => false)) return archive;
  await Deno.mkdir(directory, { recursive: true });
  const include = `--include=${["corosync", "systemd", ...more].join(",")}`;
  await runTool(["debootstrap", "--variant=minbase", include, release, work, await mirror()]);
  const kept = `mv "$1"/var/cache/apt/archives/corosync_*.deb "$1${COROSYNC_PACKAGE}"
    rm -r "$1"/var/cache/apt/archives "$1"/var/lib/apt/lists`;
  await runTool(["sh", "-euc", kept, "sh", work]);
  await runTool(["tar", "-C", work, "-cf", `${archive}.${Deno.pid}`, "."]);
  await Deno.rename(`${archive}.${Deno.pid}`, archive);
  await runTool(["rm", "-r", work]);
  return archive;
}

/** Makes a small system with corosync in a directory, which must not exist. */
export async function installDebian(
  release: string,
  directory: string,
  more: readonly string[] = [],
): Promise<void> {
  const archive = await debianArchive(release, `${directory}.work`, more);
  await Deno.mkdir(directory);
  await runTool(["tar", "-C", directory, "-xf", archive]);
  // Each dpkg of these systems syncs every file otherwise, which takes minutes on a busy disk.
  await Deno.writeTextFile(`${directory}/etc/dpkg/dpkg.cfg.d/tests`, "force-unsafe-io\n");
}

/** Runs a shell script in the system, with namespaces of its own for mounts, processes and network. */
export function inDebian(directory: string, script: string): Promise<Outcome> {
  const prepare = 'mount -t proc none "$1/proc"; mount --rbind /dev "$1/dev"; ' +
    'exec chroot "$1" /bin/sh -euc "$2"';
  const namespaces = ["--mount", "--pid", "--net", "--fork", "--kill-child"];
  const words = ["unshare", ...namespaces, "sh", "-euc", prepare, "sh", directory, script];
  return runCommand(words, { env: ENVIRONMENT });
}

/** Written by the system when it has booted. */
const BOOT_LOG = "/boot.log";

/** Ends every boot: prints what a test asks, then switches the machine off. */
const REPORT = `[Unit]
After=multi-user.target corosync.service corosync-keygen-first-boot.service
[Service]
Type=oneshot
ExecStart=-/bin/sh -c "sh /report.sh >${BOOT_LOG}"
ExecStopPost=/bin/systemctl poweroff -ff
[Install]
WantedBy=multi-user.target
`;

/**
 * Boots systemd in the system: a machine of its own for everything but the kernel, whose settings it cannot
 * change.
 */
const BOOT = `
  group=$(findmnt -n -o TARGET -t cgroup2 | head -n 1)/keygen-boot-$$
  mkdir "$group"; trap 'find "$group" -depth -type d -exec rmdir {} +' EXIT
  sh -euc 'echo $$ >"$2/cgroup.procs"
    exec unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child sh -euc "$3" sh "$1"
  ' sh "$1" "$group" '
    cd "$1"; hostname booted
    mount --make-rprivate /; mount --bind . .; cd "$1"
    mount -t proc none proc; mount --bind proc/sys proc/sys; mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro none sys; mount -t cgroup2 none sys/fs/cgroup
    mount -t tmpfs none run; mount -t tmpfs none tmp; mount -t tmpfs -o mode=755 none dev
    for device in null zero random urandom full tty; do
      : >dev/$device; mount --bind /dev/$device dev/$device
    done
    mkdir dev/shm dev/pts; mount -t devpts -o newinstance none dev/pts
    pivot_root . mnt; umount -l /mnt
    exec env -i container=test PATH="$PATH" /lib/systemd/systemd --unit=multi-user.target
  '`;

/**
 * Boots the system and switches it off again.
 *
 * @param question a shell script that is run when everything has started
 * @returns what it printed
 */
export async function bootDebian(directory: string, question: string): Promise<string> {
  await Deno.writeTextFile(`${directory}/report.sh`, question);
  await Deno.writeTextFile(`${directory}/etc/systemd/system/report.service`, REPORT);
  const enabled = await inDebian(directory, `systemctl enable report.service; rm -f ${BOOT_LOG}`);
  if (enabled.code !== 0) throw new Error(enabled.stderr);
  const limit = ["timeout", "--kill-after=5", "120"];
  const { stdout, stderr } = await runCommand([...limit, "sh", "-euc", BOOT, "sh", directory], {
    env: ENVIRONMENT,
  });
  return await Deno.readTextFile(directory + BOOT_LOG).catch(() => {
    throw new Error(`the system did not boot: ${stdout}${stderr}`);
  });
}
