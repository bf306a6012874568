import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { runCommand } from "../cli/program.ts";
import { skipWithout } from "../peers.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";
import { UNIT } from "../../scripts/systemd/unit.ts";
import { bootDebian, inDebian, installDebian } from "./debian.ts";

const ignore = skipWithout(
  { programs: { debootstrap: "debootstrap", unshare: "util-linux" }, root: true },
  "a boot with cloud-init",
);

const deno = (...args: string[]) => runTool([Deno.execPath(), "run", "-A", ...args], { cwd: ROOT });

/** The image: the program, its unit enabled, and cloud-init with user data of its own disk. */
async function makeImage(root: string): Promise<void> {
  // debootstrap does not know by itself that the second stands for what the first needs.
  await installDebian("bookworm", root, ["cloud-init", "python3-cffi-backend"]);
  await deno("scripts/build.ts", "--runtime", "bun", "--output", `${root}.dist`);
  const [executable] = Array.from(Deno.readDirSync(`${root}.dist`), ({ name }) => name)
    .filter((name) => name.endsWith("-bun"));
  const install = ["scripts/install.ts", "--unit", "--executable", `${root}.dist/${executable}`];
  const put = await runCommand([Deno.execPath(), "run", "-A", ...install], {
    cwd: ROOT,
    env: { DESTDIR: root },
  });
  assertEquals(put.code, 0, put.stderr);
  const readme = await Deno.readTextFile(`${ROOT}scripts/images/README.md`);
  const [, enable] = /^(systemctl enable .*)$/m.exec(readme)!;
  // As Debian ships it, corosync needs no key.
  const encrypt = "sed -i 's/crypto_cipher: none/crypto_cipher: aes256/; " +
    "s/crypto_hash: none/crypto_hash: sha256/' /etc/corosync/corosync.conf";
  await inSystem(root, `${enable}; ${encrypt}`);
  const seed = `${root}/var/lib/cloud/seed/nocloud`;
  await Deno.mkdir(seed, { recursive: true });
  await Deno.writeTextFile(`${seed}/meta-data`, "instance-id: first\n");
  await Deno.writeTextFile(
    `${root}/etc/cloud/cloud.cfg.d/test.cfg`,
    "datasource_list: [NoCloud]\ndatasource: { NoCloud: {} }\n",
  );
}

async function inSystem(root: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await inDebian(root, script);
  assertEquals(code, 0, `${script}\n${stdout}${stderr}`);
  return stdout;
}

/** Boots the image as an instance that has not booted before. */
async function bootWith(root: string, userData: string): Promise<string> {
  await inSystem(
    root,
    "cloud-init clean; rm -rf /etc/corosync/authkey /etc/corosync/make-authkey",
  );
  await Deno.writeTextFile(`${root}/var/lib/cloud/seed/nocloud/user-data`, userData);
  return await bootDebian(
    root,
    `systemctl show -P ActiveState ${UNIT} corosync
    stat -c '%a %s' /etc/corosync/authkey || true`,
  );
}

Deno.test({
  name: "cloud-init marks the first node so early that corosync starts with the key in that boot",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const root = `${directory}/image`;
      await makeImage(root);
      assertEquals(await bootWith(root, "#cloud-config\n{}\n"), "inactive\n\nfailed\n");
      const recipe = await Deno.readTextFile(`${ROOT}scripts/images/cloud-init.yaml`);
      assertEquals(await bootWith(root, recipe), "active\n\nactive\n400 256\n");
    }),
});
