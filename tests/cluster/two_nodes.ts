import { PROGRAM } from "../cli/program.ts";
import { type RunningCorosync, waitForMembers } from "./cluster.ts";
import { eventually } from "./command.ts";
import { type Machine, startMachines } from "./machine.ts";

export const KEY_FILE = "/etc/corosync/authkey";

/** A test on two machines, which are stopped whatever happens. */
export function withTwoMachines(
  action: (machines: readonly Machine[]) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const { machines, stop } = await startMachines(["one", "two"]);
    try {
      await action(machines);
    } finally {
      await stop();
    }
  };
}

/** The fingerprint of a machine's key, as our program there prints it. */
export async function fingerprintOn(machine: Machine): Promise<string> {
  return (await machine.must([...PROGRAM, "fingerprint"])).split(" ")[0];
}

/** The key of a machine, read from outside through its first process. */
export async function keyOf(machine: Machine): Promise<Uint8Array> {
  return await Deno.readFile(`/proc/${machine.init}/root${KEY_FILE}`);
}

/** Every node is up and alone; each hears the other and cannot make sense of it. */
export async function assertApart(running: readonly RunningCorosync[]): Promise<void> {
  for (const [index, corosync] of running.entries()) {
    await waitForMembers([corosync], [index + 1]);
    await eventually(
      "corosync complains of packets it cannot check",
      20,
      () => corosync.log().includes("Digest does not match") || null,
      corosync.log,
    );
  }
  for (const [index, corosync] of running.entries()) await waitForMembers([corosync], [index + 1]);
}
