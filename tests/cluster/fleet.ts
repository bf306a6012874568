import { ROOT } from "../../scripts/build/project.ts";
import { PROGRAM, quoted } from "../cli/program.ts";
import { type CommandResult, eventually, must } from "./command.ts";
import { type Machine, startMachines } from "./machine.ts";

const scripts = `${ROOT}scripts/fleet/`;

/** Who may become root on the nodes. */
const ADMINISTRATOR = "admin";

/** Three nodes with sshd, and a machine beside them from which a recipe is run. */
export interface Fleet {
  readonly nodes: readonly Machine[];
  /** The machine that recipes are run on. */
  readonly control: Machine;
  /** Settings for ssh, with the names of the nodes and how to log in. */
  readonly sshConfig: string;
  /** Our program as one file, as an administrator would have it. */
  readonly executable: string;
  /** The key that a recipe makes. */
  readonly keyFile: string;
  /** Runs a recipe on all nodes, with further words for it. */
  run(recipe: Recipe, request?: RecipeRequest): Promise<CommandResult>;
  /** What runs it, for a run that is to be cut off. */
  words(recipe: Recipe, request?: RecipeRequest): readonly string[];
}

export type Recipe = "ansible" | "clush";

export interface RecipeRequest {
  readonly rotate?: boolean;
  /** By an administrator who is not root and becomes it with sudo. */
  readonly become?: boolean;
  readonly more?: readonly string[];
  /** For these of the nodes alone. */
  readonly only?: readonly string[];
}

/** Starts a fleet, runs `action`, and removes everything whatever happens. */
export async function withFleet(
  action: (fleet: Fleet) => Promise<void>,
  names: readonly string[] = ["one", "two", "three"],
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "fleet-" });
  try {
    const { machines, stop } = await startMachines([...names, "control"]);
    try {
      const nodes = machines.slice(0, 3), control = machines[3];
      await writeSettings(directory, nodes);
      await writeClushSettings(directory);
      await startSshServers(directory, nodes);
      const executable = await oneFile(directory);
      const keyFile = `${directory}/authkey`;
      const settings = { directory, executable, keyFile };
      const words = (recipe: Recipe, request: RecipeRequest = {}) =>
        recipe === "clush" ? clushWords(request, settings) : ansibleWords(request, settings);
      const run = (recipe: Recipe, request?: RecipeRequest) => control.run(words(recipe, request));
      await action({
        nodes,
        control,
        sshConfig: `${directory}/ssh_config`,
        executable,
        keyFile,
        run,
        words,
      });
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
SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
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
  // A host of another group, which nobody must come near.
  await Deno.writeTextFile(
    `${directory}/inventory`,
    `[cluster]\n${nodes.map(({ name }) => name).join("\n")}\n[web]\nunrelated\n`,
  );
  // sshd reads the public key as the user who logs in.
  await Deno.chmod(directory, 0o755);
  await Deno.writeTextFile(
    `${directory}/ansible.cfg`,
    `[defaults]
host_key_checking = False
interpreter_python = /usr/bin/python3
local_tmp = ${directory}/ansible
timeout = 20
retry_files_enabled = False
[ssh_connection]
pipelining = True
ssh_args = -F ${directory}/ssh_config -o ControlMaster=auto -o ControlPersist=30
control_path_dir = /run/ansible-connections
`,
  );
}

/** The mode of clush that scripts/fleet/README.md gives, where sudo asks for no password. */
async function writeClushSettings(directory: string): Promise<void> {
  const settings = `${directory}/clustershell/clush.conf.d`;
  await Deno.mkdir(settings, { recursive: true });
  await Deno.writeTextFile(
    `${directory}/clustershell/clush.conf`,
    "[Main]\nconfdir: $CFGDIR/clush.conf.d\n",
  );
  await Deno.writeTextFile(
    `${settings}/sudo.conf`,
    "[mode:sudo]\ncommand_prefix: /usr/bin/sudo -n\n",
  );
}

/** An account that may become root with sudo, seen on this machine only. */
const ADD_ADMINISTRATOR = `
  mkdir /run/admin /run/sudoers.d
  { cat /etc/passwd; echo '${ADMINISTRATOR}:x:4242:65534::/run/admin:/bin/sh'; } >/run/passwd
  { cat /etc/shadow; echo '${ADMINISTRATOR}:*:20000::::::'; } >/run/shadow
  echo '${ADMINISTRATOR} ALL=(ALL) NOPASSWD: ALL' >/run/sudoers.d/admin
  chmod 0640 /run/shadow
  chown 4242 /run/admin
  mount --bind /run/passwd /etc/passwd
  mount --bind /run/shadow /etc/shadow
  mount --bind /run/sudoers.d /etc/sudoers.d`;

async function startSshServers(directory: string, nodes: readonly Machine[]): Promise<void> {
  for (const node of nodes) {
    await node.must(["sh", "-euc", ADD_ADMINISTRATOR]);
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
  const program = PROGRAM.map(quoted).join(" ");
  await Deno.writeTextFile(path, `#!/bin/sh\n${setting}exec ${program} "$@"\n`);
  await Deno.chmod(path, 0o755);
  return path;
}

interface Settings {
  readonly directory: string;
  readonly executable: string;
  readonly keyFile: string;
}

function clushWords(
  { rotate = false, become = false, more = [], only = [] }: RecipeRequest,
  { directory, executable, keyFile }: Settings,
): string[] {
  return [
    ...become ? ["env", `CLUSTERSHELL_CFGDIR=${directory}/clustershell`] : [],
    `${scripts}corosync-key-clush`,
    ...rotate ? ["--rotate"] : [],
    ...["--program", executable, "--key", keyFile, "--wait", "20", ...more],
    ...[only.length === 0 ? "one,two,three" : only.join(), "--"],
    ...["-o", `-F${directory}/ssh_config`, ...become ? ["-m", "sudo", "-l", ADMINISTRATOR] : []],
  ];
}

function ansibleWords(
  { rotate = false, become = false, more = [], only = [] }: RecipeRequest,
  { directory, executable, keyFile }: Settings,
): string[] {
  const settings = {
    corosync_key_program: executable,
    corosync_key_file: keyFile,
    corosync_key_rotate: rotate,
    corosync_key_wait: 20,
    ...become ? { ansible_user: ADMINISTRATOR } : {},
  };
  return [
    ...["env", `ANSIBLE_CONFIG=${directory}/ansible.cfg`, `HOME=${directory}`, "LC_ALL=C.UTF-8"],
    ...["ansible-playbook", "--inventory", `${directory}/inventory`],
    ...only.length === 0 ? [] : ["--limit", only.join()],
    ...["--extra-vars", JSON.stringify(settings), ...more, `${scripts}corosync_key.yml`],
  ];
}
