import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { quoted, runCommand } from "../../cli/program.ts";
import { fixedKey, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { ANSIBLE_ENV, OURS } from "./fleet_controller.ts";

/** Whole runs of the playbooks, with nodes that are this machine without corosync. */

const PLAYBOOKS = `${ROOT}scripts/fleet/`;

const ignore = skipWithout(
  { programs: { "ansible-playbook": "ansible-core", unshare: "util-linux" }, root: true },
  "runs of the role on one node",
);

Deno.test({
  name: "a host gets no key and is not recorded because a name in the group has a blank",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const group = (...names: string[]) => ({
        hosts: Object.fromEntries(names.map((name) => [name, { ansible_connection: "local" }])),
      });
      const inventory = (nodes: string) => ({
        all: { children: { cluster: group(nodes), web: group("three") } },
      });
      await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
      const play = async (playbook: string, nodes: string) => {
        await Deno.writeTextFile(`${directory}/hosts.json`, JSON.stringify(inventory(nodes)));
        const settings = {
          ansible_become: false,
          corosync_key_file: `${directory}/key`,
          corosync_key_program: `${directory}/ours`,
          corosync_key_target: `${directory}/target`,
          kept: `${directory}/kept`,
          source: "/dev/zero",
          samples: 5,
          into: `${directory}/recordings`,
        };
        return await runCommand([
          ...["ansible-playbook", "--inventory", `${directory}/hosts.json`],
          ...["--extra-vars", JSON.stringify(settings), `${PLAYBOOKS}${playbook}`],
        ], { env: { ...ANSIBLE_ENV, HOME: directory } });
      };
      // The first is split into the name of the other group's host, the second into names of none.
      for (const nodes of ["db three", "node one"]) {
        const { code, stdout } = await play("corosync_key.yml", nodes);
        assertEquals(code, 2, stdout);
        assertStringIncludes(stdout, `\\"${nodes}\\": only hosts of the group cluster get the key`);
        assertEquals(stdout.includes("[three]"), false, stdout);
        const recorded = await play("record.yml", nodes);
        assertEquals(recorded.code, 0, recorded.stdout);
        assertEquals(recorded.stdout.includes("[three]"), false, recorded.stdout);
      }
      const names = Array.from(Deno.readDirSync(`${directory}/recordings`), ({ name }) => name);
      assertEquals(names.sort(), ["db three", "node one"]);
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
      assertEquals(left.includes("key") || left.includes("target"), false, String(left));
    }),
});

Deno.test({
  name: "the role repairs a key that others can read, and warns of it and of the one here",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const usable = `#!/bin/sh
case $1 in
verify) printf 'usable: corosync takes this key\\nwarning: mode 0644\\n  remedy: none\\n' ;;
*) exec "$0.ours" "$@" ;;
esac
`;
      for (const [name, text] of [["program", usable], ["program.ours", OURS]] as const) {
        await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
      }
      await Deno.writeFile(`${directory}/key`, await fixedKey("key", 256));
      const script = `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync
        cd /etc/corosync; cp "$here/key" authkey; chmod 0644 authkey; chown 1000 authkey
        "$@"; stat -c '%n %a %u:%g' *`;
      const { code, stdout } = await runCommand([
        ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc"],
        ...[`here=${directory}\n${script}`, "bash", "ansible-playbook"],
        ...["--inventory", "localhost,", "--connection", "local", "--extra-vars"],
        JSON.stringify({
          ansible_become: false,
          corosync_key_group: "all",
          corosync_key_file: `${directory}/key`,
          corosync_key_program: `${directory}/program`,
        }),
        `${PLAYBOOKS}corosync_key.yml`,
      ], { env: { ...ANSIBLE_ENV, HOME: directory } });
      assertEquals(code, 0, stdout);
      for (
        const said of [
          `"warning: ${directory}/key: mode 0644"`,
          '"warning: others than root could read or replace the key on localhost: ',
          '\\"result\\": \\"one key\\"',
        ]
      ) assertStringIncludes(stdout, said);
      assertEquals(stdout.trim().split("\n").at(-1), "authkey 400 0:0");
    }),
});

Deno.test({
  name:
    "the role becomes root on nodes alone, and says so where an extra variable makes that of it",
  ignore: ignore || skipWithout({ programs: { sudo: "sudo" } }, "who makes the key"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
      await Deno.writeTextFile(
        `${directory}/hosts`,
        "[cluster]\nnode ansible_connection=local\n[all:vars]\nansible_become=true\n",
      );
      // Who runs it must be able to read the playbook.
      const script = `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync
        mount -t tmpfs -o mode=755 none /etc/sudoers.d
        echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/nobody
        cd "$here"; cp -r ${quoted(PLAYBOOKS)} fleet; chown -R nobody .
        code=0; setpriv --reuid=nobody --regid=nogroup --clear-groups "$@" || code=$?
        stat -c '%n %U' key* /etc/corosync/* || true; exit $code`;
      const play = (settings: Readonly<Record<string, unknown>>) =>
        runCommand([
          ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc"],
          ...[`here=${directory}\n${script}`, "bash", "ansible-playbook"],
          ...["--inventory", "hosts", "--extra-vars"],
          JSON.stringify({
            corosync_key_file: "key",
            corosync_key_program: "./ours",
            ...settings,
          }),
          `fleet/corosync_key.yml`,
        ], {
          env: { ...ANSIBLE_ENV, HOME: directory, ANSIBLE_REMOTE_TMP: `${directory}/remote` },
        });
      const { code, stdout } = await play({});
      assertEquals(code, 0, stdout);
      assertEquals(stdout.trim().split("\n").slice(-2), [
        "key nobody",
        "/etc/corosync/authkey root",
      ]);
      const extra = await play({ ansible_become: true, corosync_key_rotate: true });
      assertEquals(extra.code, 2, extra.stdout);
      assertStringIncludes(
        extra.stdout,
        `"${directory}/key.next cannot be read by who runs this: make it yours, and give ansible_become in the ` +
          'inventory and not as an extra variable, which makes root of that one too"',
      );
    }),
});

Deno.test({
  name: "the role decides in the end about a node on which a step has reached its time limit",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.mkdir(`${directory}/bin`);
      await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
      const stuck = "/bin/sleep 30 <&- >&- 2>&-";
      const cases: readonly (readonly [program: string, script: string, result: string])[] = [
        ["rm", `case "$*" in *.untold) ${stuck} ;; esac; exec /bin/rm "$@"`, "one key"],
        ["mv", `/bin/mv "$@"; ${stuck}`, "one key"],
        // When it is looked again, once.
        [
          "hostname",
          `[ ! -e /etc/corosync/authkey ] || [ -e /run/once ] || { touch /run/once; ${stuck}; }`,
          "rolled back",
        ],
      ];
      for (const [program, text, result] of cases) {
        const path = `${directory}/bin/${program}`;
        await Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        const script = "mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync\n" +
          'mount -t tmpfs none /run; "$@"';
        const { code, stdout } = await runCommand([
          ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc"],
          ...[script, "bash", "ansible-playbook", "--inventory", "localhost,"],
          ...["--connection", "local", "--extra-vars"],
          JSON.stringify({
            ansible_become: false,
            corosync_key_group: "all",
            corosync_key_file: `${directory}/${program}.key`,
            corosync_key_program: `${directory}/ours`,
            corosync_key_timeout: 5,
          }),
          `${PLAYBOOKS}corosync_key.yml`,
        ], {
          env: {
            ...ANSIBLE_ENV,
            HOME: directory,
            PATH: `${directory}/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
          },
        });
        assertStringIncludes(stdout, `\\"result\\": \\"${result}\\"`);
        assertStringIncludes(stdout, "failed to execute in the expected time frame (5)");
        assertEquals(code, result === "one key" ? 0 : 2, stdout);
        const why = '\\"problem\\": \\"The ansible.builtin.command action failed to execute';
        assertEquals(stdout.includes(why), result !== "one key", stdout);
        await Deno.remove(path);
      }
    }),
});

Deno.test({
  name: "the role says which key could not take its place here, and finishes the nodes",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.mkdir(`${directory}/bin`);
      const next = await fixedKey("next", 256);
      const texts = { ours: OURS, "bin/mv": "#!/bin/sh\necho 'mv: cannot' >&2; exit 1\n" };
      for (const [name, text] of Object.entries(texts)) {
        await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
      }
      const keys = { key: "old", "key.next": "next", "target.before": "old", target: "next" };
      for (const [name, text] of Object.entries(keys)) {
        await Deno.writeFile(`${directory}/${name}`, await fixedKey(text, 256), { mode: 0o600 });
      }
      const script = `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync
        echo 'totem.keyfile: ${directory}/target' >/etc/corosync/corosync.conf; "$@"`;
      const { code, stdout } = await runCommand([
        ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc"],
        ...[script, "bash", "ansible-playbook", "--inventory", "localhost,"],
        ...["--connection", "local", "--extra-vars"],
        JSON.stringify({
          ansible_become: false,
          corosync_key_group: "all",
          corosync_key_file: `${directory}/key`,
          corosync_key_program: `${directory}/ours`,
          corosync_key_target: `${directory}/target`,
        }),
        `${PLAYBOOKS}corosync_key.yml`,
      ], {
        env: {
          ...ANSIBLE_ENV,
          HOME: directory,
          PATH: `${directory}/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
        },
      });
      assertEquals(code, 2, stdout);
      for (
        const said of [
          '\\"result\\": \\"not kept\\"',
          `\\"problems\\": [\\"${directory}/key.next\\"]`,
          `\\"problem\\": \\"the key here is not the one in ${directory}/key.next yet: mv: cannot\\"`,
        ]
      ) assertStringIncludes(stdout, said);
      assertEquals(await Deno.readFile(`${directory}/key.next`), next);
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
      assertEquals(left.filter((name) => name.startsWith("target")), ["target"]);
    }),
});

Deno.test({
  name: "the role takes no text from a node in the place of a number, and waits for none too long",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const said = {
        good: "sum=none noticing=4 running=yes target=/a b",
        long: "sum=none noticing=999999 running=yes target=/a b",
        longer: "sum=none noticing=1000000 running=yes target=/a b",
        text: "sum=none noticing=a[1] running=yes target=/a b",
        word: "sum=none noticing=4 running target=/a b",
        end: "sum=none running=yes target=/a noticing=4 b",
      };
      const hosts = Object.fromEntries(
        Object.entries(said).map(([name, text]) => [name, {
          ansible_connection: "local",
          corosync_key_look: { stdout: `corosync-key: ${text}` },
        }]),
      );
      await Deno.writeTextFile(`${directory}/hosts.json`, JSON.stringify({ all: { hosts } }));
      const play = {
        hosts: "all",
        gather_facts: false,
        vars_files: [`${PLAYBOOKS}roles/corosync_key/vars/main.yml`],
        tasks: [{
          "ansible.builtin.debug": {
            msg: "{{ corosync_key_reached }} {{ corosync_key_noticing }}",
          },
          run_once: true,
        }],
      };
      await Deno.writeTextFile(`${directory}/play.yml`, JSON.stringify([play]));
      const { code, stdout } = await runCommand(
        ["ansible-playbook", "--inventory", `${directory}/hosts.json`, `${directory}/play.yml`],
        { env: { ...ANSIBLE_ENV, HOME: directory } },
      );
      assertEquals(code, 0, stdout);
      assertStringIncludes(stdout, `"msg": "['good', 'long'] 600"`);
    }),
});
