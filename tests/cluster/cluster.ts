import { eventually } from "./command.ts";
import type { Machine } from "./machine.ts";

/** corosync.conf for these machines: knet, aes256 and sha256, a key in the usual place. */
export function configurationFor(machines: readonly Machine[]): string {
  const nodes = machines.map(({ name, address }, index) =>
    `  node {
    ring0_addr: ${address}
    name: ${name}
    nodeid: ${index + 1}
  }
`
  );
  const twoNode = machines.length === 2 ? "  two_node: 1\n  wait_for_all: 0\n" : "";
  return `totem {
  version: 2
  cluster_name: test
  transport: knet
  crypto_cipher: aes256
  crypto_hash: sha256
  token: 1000
}
nodelist {
${nodes.join("")}}
quorum {
  provider: corosync_votequorum
${twoNode}}
logging {
  to_stderr: yes
  to_syslog: no
}
system {
  allow_knet_handle_fallback: yes
  sched_rr: no
}
`;
}

/** Writes a key file as it is, whatever is wrong with it. */
export async function putKey(
  machine: Machine,
  key: Uint8Array,
  path = "/etc/corosync/authkey",
): Promise<void> {
  await machine.must(["sh", "-c", 'rm -f "$1"; umask 077; cat > "$1"', "sh", path], key);
}

/** A corosync that runs on a machine. */
export interface RunningCorosync {
  readonly machine: Machine;
  /** What it has said until now. */
  log(): string;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

/** Starts corosync in the foreground with the machine's /etc/corosync. */
export function startCorosync(machine: Machine): RunningCorosync {
  const [program, ...args] = [...machine.enter, "corosync", "-f"];
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let log = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) log += decoder.decode(chunk, { stream: true });
  })();
  const ended = child.status.then(async ({ code }) => {
    await reading;
    return code;
  });
  return {
    machine,
    log: () => log,
    ended,
    stop: async () => {
      // nsenter passes no signal on: corosync is the only process of this name on the machine.
      await machine.run(["pkill", "-KILL", "-x", "corosync"]);
      // When what it waits for is stopped by a signal, nsenter stops itself.
      try {
        child.kill("SIGCONT");
      } catch { /* it has ended by itself */ }
      await ended;
    },
  };
}

/**
 * Starts corosync everywhere, runs `action`, and stops it everywhere whatever happens.
 *
 * @param configure changes the configuration of one machine
 */
export async function withCorosync(
  machines: readonly Machine[],
  action: (running: readonly RunningCorosync[]) => Promise<void>,
  configure: (configuration: string, machine: Machine) => string = (same) => same,
): Promise<void> {
  for (const machine of machines) {
    const configuration = configure(configurationFor(machines), machine);
    await machine.must(["sh", "-c", "cat > /etc/corosync/corosync.conf"], configuration);
  }
  const running = machines.map(startCorosync);
  try {
    await action(running);
  } finally {
    for (const corosync of running) await corosync.stop();
  }
}

/**
 * Waits until what has happened is surely older than what comes: the recipes know the times of a key file and of a process
 * to three seconds.
 */
export async function untilTimesDiffer(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 4000));
}

/** Ids of the nodes that corosync on this machine has in its membership; null before it answers. */
async function membersSeenBy(machine: Machine): Promise<readonly number[] | null> {
  const { code, stdout } = await machine.run(["corosync-quorumtool", "-s"]);
  // 0 is quorate and 2 is not: both are answers.
  if (code !== 0 && code !== 2) return null;
  const list = stdout.slice(stdout.indexOf("Membership information"));
  return Array.from(list.matchAll(/^\s+(\d+)\s+\d+\s/gm), ([, id]) => Number(id));
}

/** Waits until every machine sees exactly these members. */
export async function waitForMembers(
  running: readonly RunningCorosync[],
  wanted: readonly number[],
  seconds = 20,
): Promise<void> {
  for (const { machine, log } of running) {
    await eventually(
      `${machine.name} sees members ${wanted.join(", ")}`,
      seconds,
      async () => {
        const members = await membersSeenBy(machine);
        return members !== null && String(members) === String(wanted) ? true : null;
      },
      log,
    );
  }
}
