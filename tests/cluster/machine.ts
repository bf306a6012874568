import { command, type CommandResult, must } from "./command.ts";

/**
 * A simulated machine: namespaces of its own for network, mounts, processes, IPC and the host name, and
 * private directories where corosync, sshd and our program write. Everything else is the real system.
 */
export interface Machine {
  readonly name: string;
  readonly address: string;
  /** Process id, seen from outside, of its first process. */
  readonly init: string;
  /** Runs a command on the machine. */
  run(words: readonly string[], input?: Uint8Array | string): Promise<CommandResult>;
  /** The same for a command that must succeed; returns what it printed. */
  must(words: readonly string[], input?: Uint8Array | string): Promise<string>;
  /** The words that enter the machine, for processes that stay. */
  readonly enter: readonly string[];
}

/** Directories that every machine has for itself, empty at first. */
const PRIVATE = [
  "/etc/corosync",
  "/var/lib/corosync",
  "/var/log/corosync",
  "/usr/local/sbin",
  "/dev/shm",
  "/run",
];

/** Names of everything that a run makes, so that a later run can tell what was left behind by one. */
const prefix = `ck${Deno.pid}-`;
const LEFT_BEHIND = /^ck(\d+)-/;

/**
 * Starts machines named one, two, ... on one switch, 10.77.0.1 and so on. The switch is a bridge in a
 * namespace of its own, out of the reach of the host's firewall.
 */
export async function startMachines(
  names: readonly string[],
): Promise<{ readonly machines: readonly Machine[]; stop(): Promise<void> }> {
  await removeLeftovers();
  const processes: Deno.ChildProcess[] = [];
  const namespaces: string[] = [];
  const stop = async () => {
    for (const process of processes) {
      try {
        process.kill("SIGKILL");
      } catch { /* it has ended by itself */ }
      await process.status;
    }
    for (const namespace of namespaces) await command(["ip", "netns", "delete", namespace]);
  };
  const addNamespace = async (name: string) => {
    const namespace = prefix + name;
    await must(["ip", "netns", "add", namespace]);
    namespaces.push(namespace);
    await must(["ip", "-n", namespace, "link", "set", "lo", "up"]);
    return namespace;
  };
  try {
    const hub = await addNamespace("switch");
    await must(["ip", "-n", hub, "link", "add", "bridge0", "type", "bridge"]);
    await must(["ip", "-n", hub, "link", "set", "bridge0", "up"]);
    const machines: Machine[] = [];
    for (const [index, name] of names.entries()) {
      const namespace = await addNamespace(name);
      const address = `10.77.0.${index + 1}`;
      await plugIn(namespace, hub, `port${index + 1}`, address);
      const { process, init, enter } = await boot(namespace, name);
      processes.push(process);
      machines.push({
        name,
        address,
        init,
        enter,
        run: (words, input) => command([...enter, ...words], input),
        must: (words, input) => must([...enter, ...words], input),
      });
    }
    return { machines, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function plugIn(namespace: string, hub: string, port: string, address: string) {
  const veth = ["link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", hub];
  await must(["ip", "-n", namespace, ...veth]);
  await must(["ip", "-n", hub, "link", "set", port, "master", "bridge0", "up"]);
  await must(["ip", "-n", namespace, "address", "add", `${address}/24`, "dev", "eth0"]);
  await must(["ip", "-n", namespace, "link", "set", "eth0", "up"]);
}

/**
 * The first process of the machine only waits for its standard input to end, as it does when the tests
 * are killed; with it everything on the machine ends.
 */
async function boot(namespace: string, name: string) {
  const script = [
    "set -e",
    `hostname ${name}`,
    ...PRIVATE.map((directory) => `mount -t tmpfs -o mode=755 tmpfs ${directory}`),
    "chmod 1777 /dev/shm",
    // What root's shell does on this machine when ssh starts it is no business of the simulated ones.
    "if [ -e /root/.bashrc ]; then mount --bind /dev/null /root/.bashrc; fi",
    "echo ready",
    "exec cat",
  ].join("\n");
  const process = new Deno.Command("ip", {
    args: [
      ...["netns", "exec", namespace, "unshare", "--mount", "--uts", "--ipc", "--pid", "--fork"],
      ...["--kill-child", "--mount-proc", "--propagation", "private", "sh", "-c", script],
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  if (value === undefined || !new TextDecoder().decode(value).startsWith("ready")) {
    throw new Error(`${name} did not start: ${(await process.status).code}`);
  }
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  const init = (await Deno.readTextFile(children)).trim();
  const enter = ["nsenter", "--target", init, "--mount", "--uts", "--ipc", "--net", "--pid", "--"];
  return { process, init, enter };
}

/** Removes the namespaces of runs that were killed; the processes in them ended by themselves. */
async function removeLeftovers(): Promise<void> {
  const { stdout } = await command(["ip", "netns", "list"]);
  for (const line of stdout.split("\n")) {
    const match = LEFT_BEHIND.exec(line);
    if (match === null || isRunning(match[1])) continue;
    await command(["ip", "netns", "delete", line.split(" ")[0]]);
  }
}

function isRunning(processId: string): boolean {
  try {
    Deno.statSync(`/proc/${processId}`);
    return true;
  } catch {
    return false;
  }
}
