import { PROGRAM } from "../cli/program.ts";
import { type CommandResult, eventually, must } from "./command.ts";
import { type Machine, startMachines } from "./machine.ts";

const scripts = new URL("../../scripts/fleet/", import.meta.url).pathname;

/** Three nodes with sshd, and a machine beside them from which a recipe is run. */
export interface Fleet {
  readonly nodes: readonly Machine[];
  /** Our program as one file, as an administrator would have it. */
  readonly executable: string;
  /** The key that a recipe makes. */
  readonly keyFile: string;
  /** Runs a recipe on all nodes. */
  run(recipe: Recipe, rotate: boolean): Promise<CommandResult>;
}

export type Recipe = "ansible" | "clush";

/** Starts a fleet, runs `action`, and removes everything whatever happens. */
export async function withFleet(action: (fleet: Fleet) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "fleet-" });
  try {
    const { machines, stop } = await startMachines(["one", "two", "three", "control"]);
    try {
      const nodes = machines.slice(0, 3);
      await writeSettings(directory, nodes);
      await startSshServers(directory, nodes);
      const executable = await oneFile(directory);
      const keyFile = `${directory}/authkey`;
      const run = (recipe: Recipe, rotate: boolean) =>
        machines[3].run(words(recipe, rotate, { directory, executable, keyFile }));
      await action({ nodes, executable, keyFile, run });
    } finally {
      await stop();
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Keys and settings for ssh and Ansible that know nothing of this machine's own. */
async function writeSettings(directory: string, nodes: readonly Machine[]): Promise<void> {
  for (const name of ["host", "user"]) {
    await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${directory}/${name}`]);
  }
  await Deno.writeTextFile(
    `${directory}/sshd_config`,
    `HostKey ${directory}/host
AuthorizedKeysFile ${directory}/user.pub
PermitRootLogin yes
StrictModes no
UsePAM no
`,
  );
  await Deno.writeTextFile(
    `${directory}/ssh_config`,
    nodes.map(({ name, address }) => `Host ${name}\n  HostName ${address}\n`).join("") +
      `Host *
  User root
  IdentityFile ${directory}/user
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  ConnectTimeout 2
  ServerAliveInterval 2
  ServerAliveCountMax 2
  LogLevel ERROR
  ControlMaster auto
  ControlPath /run/ssh-%C
  ControlPersist 30
`,
  );
  await Deno.writeTextFile(
    `${directory}/ansible.cfg`,
    `[defaults]
host_key_checking = False
interpreter_python = /usr/bin/python3
local_tmp = ${directory}/ansible
remote_tmp = /run/ansible
timeout = 2
[ssh_connection]
pipelining = True
ssh_args = -F ${directory}/ssh_config -o ControlMaster=auto -o ControlPersist=30
control_path_dir = /run/ansible-connections
`,
  );
}

async function startSshServers(directory: string, nodes: readonly Machine[]): Promise<void> {
  for (const node of nodes) {
    await node.must(["mkdir", "/run/sshd"]);
    await node.must(["/usr/sbin/sshd", "-f", `${directory}/sshd_config`]);
    const answers = ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/22"];
    await eventually(
      `sshd on ${node.name}`,
      10,
      async () => (await node.run(answers)).code === 0 || null,
    );
  }
}

/** The program under test, or a script that starts it: recipes copy one file. */
async function oneFile(directory: string): Promise<string> {
  if (PROGRAM.length === 1) return PROGRAM[0];
  const path = `${directory}/corosync-keygen`;
  const cache = Deno.env.get("DENO_DIR");
  const setting = cache === undefined ? "" : `export DENO_DIR='${cache}'\n`;
  const quoted = PROGRAM.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(path, `#!/bin/sh\n${setting}exec ${quoted} "$@"\n`);
  await Deno.chmod(path, 0o755);
  return path;
}

function words(
  recipe: Recipe,
  rotate: boolean,
  { directory, executable, keyFile }: { directory: string; executable: string; keyFile: string },
): string[] {
  const settings = { executable, key_file: keyFile, rotate };
  if (recipe === "clush") {
    const file = `${directory}/fleet.json`;
    Deno.writeTextFileSync(file, JSON.stringify({ nodes: "one,two,three", ...settings }));
    return [
      ...["env", `CLUSH_OPTIONS=-o -F${directory}/ssh_config`, `${scripts}corosync-key-clush`],
      // It takes words as well as a file.
      ...rotate ? ["--rotate", "one,two,three", executable, keyFile] : [file],
    ];
  }
  return [
    ...["env", `ANSIBLE_CONFIG=${directory}/ansible.cfg`, `HOME=${directory}`, "LC_ALL=C.UTF-8"],
    ...["ansible-playbook", "--inventory", "one,two,three,"],
    ...["--extra-vars", JSON.stringify(settings), `${scripts}corosync_key.yml`],
  ];
}
