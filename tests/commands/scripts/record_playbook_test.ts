import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { quoted, runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { ANSIBLE_ENV } from "./fleet_controller.ts";

/** The playbook that records, on this machine alone. */

const FLEET = `${ROOT}scripts/fleet/`;

const noAnsible = skipWithout(
  { programs: { "ansible-playbook": "ansible-core" } },
  "recording by a playbook",
);

/** Records what this machine gives into `directory`, as if it were a node. */
const play = (
  playbook: string,
  directory: string,
  variables: Readonly<Record<string, unknown>>,
  inventory = "localhost,",
) =>
  runCommand([
    ...["ansible-playbook", "--inventory", inventory, "--connection", "local", "--extra-vars"],
    JSON.stringify({
      group: "all",
      ansible_become: false,
      kept: `${directory}/kept`,
      into: `${directory}/recordings`,
      ...variables,
    }),
    playbook,
  ], { env: { ...ANSIBLE_ENV, HOME: `${directory}/home` }, cwd: directory });

Deno.test({
  name: "the playbook names each number that means nothing, and records nothing",
  ignore: noAnsible,
  fn: () =>
    withDirectory(async (directory) => {
      const bad = { samples: "-5", restarts: "1.5", limit: "0" };
      const { code, stdout } = await play(`${FLEET}record.yml`, directory, bad);
      assertEquals(code, 2, stdout);
      for (const [name, value] of Object.entries(bad)) {
        const least = name === "restarts" ? 0 : 1;
        assertStringIncludes(
          stdout,
          `"${name} is '${value}': a whole number from ${least} to 999999999 is needed"`,
        );
      }
      const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
      assertEquals(left.filter((name) => name !== "home"), []);
    }),
});

Deno.test({
  name: "the playbook takes a place here as a shell does, and one on nodes by its whole name only",
  ignore: noAnsible,
  fn: () =>
    withDirectory(async (directory) => {
      for (const name of ["source", "kept"]) {
        const bad = { [name]: "~/file" };
        const { code, stdout } = await play(`${FLEET}record.yml`, directory, bad);
        assertEquals(code, 2, stdout);
        assertStringIncludes(stdout, `"${name} is '~/file': an absolute file name is needed"`);
      }
      const places = {
        "~/into": `${directory}/home/into`,
        "some/where": `${directory}/some/where`,
      };
      // One that is there already keeps its mode.
      await Deno.mkdir(`${directory}/home/into`, { recursive: true });
      await Deno.chmod(`${directory}/home/into`, 0o2755);
      for (const [into, place] of Object.entries(places)) {
        const wanted = { into, source: "/dev/zero", samples: 5 };
        const { code, stdout } = await play(`${FLEET}record.yml`, directory, wanted);
        assertEquals(code, 0, stdout);
        assertEquals((await Deno.stat(`${place}/localhost`)).size, 5);
        const mode = into === "~/into" ? 0o2755 : 0o700;
        assertEquals((await Deno.stat(place)).mode! & 0o7777, mode);
      }
    }),
});

Deno.test({
  name: "the playbook takes no host whose name leads out of the recordings, or hides one",
  ignore: noAnsible,
  fn: () =>
    withDirectory(async (directory) => {
      for (const name of ["../outside", "a/b", ".hidden", "-x"]) {
        const inventory = { all: { hosts: { [name]: { ansible_connection: "local" } } } };
        await Deno.writeTextFile(`${directory}/hosts.json`, JSON.stringify(inventory));
        const { code, stdout } = await play(
          `${FLEET}record.yml`,
          directory,
          { source: "/dev/zero", samples: 5 },
          `${directory}/hosts.json`,
        );
        assertEquals(code, 2, stdout);
        assertStringIncludes(stdout, `"'${name}' would be the name of a recording: none with / or`);
        const left = Array.from(Deno.readDirSync(directory), ({ name }) => name);
        assertEquals(left.filter((name) => name !== "home"), ["hosts.json"]);
      }
    }),
});

Deno.test({
  name: "the playbook leaves no recording on a node where the source has ended early",
  ignore: noAnsible,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/source`, "12345");
      const wanted = { source: `${directory}/source`, samples: 10 };
      const { code, stdout } = await play(`${FLEET}record.yml`, directory, wanted);
      assertEquals(code, 2, stdout);
      assertStringIncludes(stdout, "/source ended early, after 5 bytes");
      assertEquals(await Deno.stat(`${directory}/kept`).catch(() => "none"), "none");
    }),
});

Deno.test({
  name: "the playbook leaves a recording that could not be fetched on its node",
  ignore: noAnsible,
  fn: () =>
    withDirectory(async (directory) => {
      // In the way of the file.
      await Deno.mkdir(`${directory}/recordings/localhost`, { recursive: true });
      const wanted = { source: "/dev/zero", samples: 10 };
      const { code, stdout } = await play(`${FLEET}record.yml`, directory, wanted);
      assertEquals(code, 2, stdout);
      assertEquals((await Deno.stat(`${directory}/kept`)).size, 10);
      await Deno.remove(`${directory}/recordings/localhost`);
      const again = await play(`${FLEET}record.yml`, directory, wanted);
      assertEquals(again.code, 0, again.stdout);
      assertEquals(await Deno.stat(`${directory}/kept`).catch(() => "none"), "none");
    }),
});

Deno.test({
  name: "the playbook becomes root on nodes alone, so that recordings are of who runs it",
  ignore: noAnsible ||
    skipWithout({ programs: { sudo: "sudo", unshare: "util-linux" }, root: true }, "who records"),
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.writeTextFile(
        `${directory}/hosts`,
        "[cluster]\nnode ansible_connection=local\n[all:vars]\nansible_become=true\n",
      );
      // Who runs it must be able to read the playbook.
      const script = `mount -t tmpfs -o mode=755 none /etc/sudoers.d; mount -t tmpfs none /run
        echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/nobody
        cd "$here"; cp ${quoted(FLEET)}record.yml .; chown -R nobody .
        code=0; setpriv --reuid=nobody --regid=nogroup --clear-groups "$@" || code=$?
        stat -c '%n %U %s' recordings recordings/* || true; ls /run/corosync* || true; exit $code`;
      const { code, stdout } = await runCommand([
        ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc"],
        ...[`here=${directory}\n${script}`, "bash", "ansible-playbook", "--inventory", "hosts"],
        ...["--extra-vars", JSON.stringify({ source: "/dev/zero", samples: 10 }), "record.yml"],
      ], {
        env: { ...ANSIBLE_ENV, HOME: directory, ANSIBLE_REMOTE_TMP: `${directory}/remote` },
      });
      assertEquals(code, 0, stdout);
      const [, sizes] = stdout.split(/^(?=recordings )/m);
      assertEquals(
        sizes.replace(/^(recordings nobody) \d+/, "$1"),
        "recordings nobody\nrecordings/node nobody 10\n",
      );
    }),
});

Deno.test({
  name: "the playbook records after restarts wherever it lies",
  ignore: noAnsible,
  fn: () =>
    withDirectory(async (directory) => {
      const checkout = `${directory}/it's a checkout`;
      await Deno.mkdir(checkout);
      for (const name of ["record.yml", "record-restarts"]) {
        await Deno.copyFile(FLEET + name, `${checkout}/${name}`);
      }
      const { code, stdout } = await play(`${checkout}/record.yml`, directory, {
        source: "/dev/zero",
        restarts: 3,
        samples: "010",
        // Its parent is the recipe, which has to be the copy that was sent to the node.
        restart: `tr '\\0' ' ' <"/proc/$PPID/cmdline" >${directory}/ran`,
      });
      assertEquals(code, 0, stdout);
      assertEquals((await Deno.stat(`${directory}/recordings/localhost`)).size, 30);
      const ran = await Deno.readTextFile(`${directory}/ran`);
      assertStringIncludes(ran, "/record-restarts /dev/zero ");
      assertEquals(ran.includes("checkout"), false, ran);
    }),
});
