import { findPeer } from "../peers.ts";
import { skipUnless } from "../skip.ts";

/** Makes a network namespace and removes it: containers often forbid that, even to root. */
function mayMakeNamespaces(): boolean {
  const name = `ck${Deno.pid}-probe`;
  const add = new Deno.Command("ip", { args: ["netns", "add", name], stderr: "null" });
  if (!add.outputSync().success) return false;
  const inside = [
    "netns",
    "exec",
    name,
    "unshare",
    "--mount",
    "--ipc",
    "--uts",
    "--pid",
    "--fork",
    "true",
  ];
  const { success } = new Deno.Command("ip", { args: inside, stderr: "null" }).outputSync();
  new Deno.Command("ip", { args: ["netns", "delete", name] }).outputSync();
  return success;
}

/** Why machines cannot be simulated here, or null when they can. */
function obstacle(programs: readonly (readonly [program: string, debianPackage: string])[]) {
  if (Deno.build.os !== "linux") return "this is not Linux";
  if (Deno.uid() !== 0) return "network namespaces need root";
  const missing = programs.filter(([program]) => findPeer(program) === null);
  if (missing.length > 0) {
    return `not installed: ${missing.map(([, name]) => name).join(", ")} (Debian packages)`;
  }
  return mayMakeNamespaces() ? null : "this machine does not permit network namespaces";
}

const CLUSTER = [
  ["corosync", "corosync"],
  ["ip", "iproute2"],
  ["nsenter", "util-linux"],
] as const;

const FLEET = [
  ...CLUSTER,
  ["sshd", "openssh-server"],
  ["ssh", "openssh-client"],
  ["ansible-playbook", "ansible-core"],
  ["clush", "clustershell"],
] as const;

/** For `ignore`: true, and the reason on standard error, where no cluster can be started. */
export function clusterIsImpossible(what: string): boolean {
  return skip(what, obstacle(CLUSTER));
}

/** For `ignore`: the same for tests that go through ssh, Ansible and clush. */
export function fleetIsImpossible(what: string): boolean {
  return skip(what, obstacle(FLEET));
}

function skip(what: string, reason: string | null): boolean {
  return skipUnless(reason === null, what, reason ?? "");
}
