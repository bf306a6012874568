import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";
import { makeFifo } from "../cli/running.ts";
import { skipUnless } from "../skip.ts";
import { randomKey, withDirectory, writeKey } from "../keys.ts";
import { permissionFindings, unfinishedWriteFindings } from "../../lib/key/permission_findings.ts";

const ignore = skipUnless(Deno.uid() === 0, "who may read a key", "only root has root's files");
const names = (path: string): string[] => permissionFindings(system, path).map(({ code }) => code);

Deno.test({
  name: "permissionFindings() takes 0400 and 0600 and warns of every bit more",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, randomKey(128));
      for (const mode of [0o400, 0o600]) {
        await Deno.chmod(path, mode);
        assertEquals(names(path), []);
      }
      for (const mode of [0o440, 0o404, 0o500, 0o640, 0o644, 0o4400]) {
        await Deno.chmod(path, mode);
        assertEquals(names(path), ["mode"], mode.toString(8));
      }
    }),
});

Deno.test({
  name: "permissionFindings() says that others may use a key by bits of theirs alone",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, randomKey(128));
      const said = async (mode: number) => {
        await Deno.chmod(path, mode);
        const [{ reason, remedy }] = permissionFindings(system, path);
        return [reason, remedy.replace(path, "KEY")];
      };
      for (const mode of [0o410, 0o401, 0o640, 0o4440, 0o7777]) {
        const digits = mode.toString(8).padStart(4, "0");
        assertEquals(await said(mode), [
          `mode ${digits}: wider than 0400 or 0600, so others may use the key`,
          "chmod 0400 KEY; if others had access, make a new key",
        ]);
      }
      for (const mode of [0o4400, 0o2400, 0o1400, 0o500, 0o7700]) {
        const digits = mode.toString(8).padStart(4, "0");
        assertEquals(await said(mode), [
          `mode ${digits}: a key has 0400 or 0600, and no use for the other bits, which let nobody else use it`,
          "chmod 0400 KEY",
        ]);
      }
    }),
});

Deno.test({
  name: "permissionFindings() warns of an owner who is not root",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, randomKey(128));
      await Deno.chown(path, 1, 0);
      assertEquals(names(path), ["owner"]);
    }),
});

Deno.test({
  name: "permissionFindings() warns of each directory in which others may replace things",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.mkdir(`${directory}/a/b`, { recursive: true });
      const path = `${directory}/a/b/authkey`;
      await writeKey(path, randomKey(128));
      assertEquals(names(path), []);
      await Deno.chmod(`${directory}/a`, 0o775);
      assertEquals(names(path), ["directory"]);
      await Deno.chmod(`${directory}/a/b`, 0o757);
      assertEquals(names(path), ["directory", "directory"]);
      // As in /tmp: with the sticky bit only owners may replace.
      await Deno.chmod(`${directory}/a`, 0o1777);
      await Deno.chmod(`${directory}/a/b`, 0o1777);
      assertEquals(names(path), []);
      await Deno.chown(`${directory}/a`, 1, 0);
      assertEquals(names(path), ["directory"]);
      // Whoever owns the key may replace it anyway: that is told once.
      await Deno.chown(path, 1, 0);
      assertEquals(names(path), ["owner"]);
      await Deno.chown(path, 2, 0);
      assertEquals(names(path), ["owner", "directory"]);
    }),
});

Deno.test({
  name: "permissionFindings() warns of the directories through which links lead to a key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      for (const name of ["safe", "open", "foreign"]) await Deno.mkdir(`${directory}/${name}`);
      await writeKey(`${directory}/safe/key`, randomKey(128));
      await Deno.chmod(`${directory}/open`, 0o777);
      await Deno.chown(`${directory}/foreign`, 1, 1);
      for (const name of ["open", "foreign"]) {
        await Deno.symlink("../safe", `${directory}/${name}/dir`);
        await Deno.symlink("../safe/key", `${directory}/${name}/key`);
        assertEquals(names(`${directory}/${name}/dir/key`), ["directory"]);
        assertEquals(names(`${directory}/${name}/key`), ["symlink", "directory"]);
        // As an image sees it, where the same links lead on.
        assertEquals(
          permissionFindings(system, `/${name}/dir/key`, directory).map(({ reason }) => reason),
          permissionFindings(system, `${directory}/${name}/dir/key`).map(({ reason }) => reason),
        );
      }
      await Deno.symlink("open/dir", `${directory}/twice`);
      assertEquals(names(`${directory}/twice/key`), ["directory"]);
      assertEquals(names(`${directory}/open/../safe/key`), [], "nobody moves what .. leads to");
      assertEquals(names(`${directory}/safe/key`), []);
    }),
});

/** What is said of a directory of this owner and mode on the way to a key of root's. */
function ofDirectory(path: string, uid: number, mode: number): readonly string[] {
  const { files } = system;
  const altered = (name: string) => {
    const status = files.linkStatus(name);
    return name === path ? { ...status, uid, mode } : status;
  };
  const [finding, ...others] = permissionFindings(
    { ...system, files: { ...files, linkStatus: altered } },
    `${path}/key`,
  );
  assertEquals(others, []);
  return [finding.reason.replace(path, "DIR"), finding.remedy.replaceAll(path, "DIR")];
}

Deno.test({
  name: "permissionFindings() cures a foreign owner by an owner and a mode by a mode",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/dir`;
      await Deno.mkdir(path);
      await writeKey(`${path}/key`, randomKey(128));
      const can = "and can replace what is in it";
      const orSticky = "or chmod +t DIR where they have to write to it";
      assertEquals(ofDirectory(path, 1001, 0o1777), [
        `user 1001 owns DIR (mode 1777), ${can}`,
        "chown 0:0 DIR",
      ]);
      assertEquals(ofDirectory(path, 65_534, 0o1777), [
        `user 65534 owns DIR (mode 1777), ${can}`,
        "chown 0:0 DIR, unless user 65534 stands for one whom this user namespace does not know",
      ]);
      for (const [mode, letters] of [[0o777, "go"], [0o775, "g"], [0o757, "o"]] as const) {
        const who = letters === "g" ? "group 0, or whom an ACL names," : "everybody";
        assertEquals(ofDirectory(path, 0, mode), [
          `${who} may write to DIR (mode 0${mode.toString(8)}), ${can}`,
          `chmod ${letters}-w DIR, ${orSticky}`,
        ]);
      }
      assertEquals(ofDirectory(path, 1001, 0o777), [
        `user 1001 owns and everybody may write to DIR (mode 0777), ${can}`,
        `chown 0:0 DIR; chmod go-w DIR, ${orSticky}`,
      ]);
    }),
});

Deno.test({
  name: "permissionFindings() gives no command that does more than it says, whatever a path holds",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const inPlace = async (name: string) => {
        const path = `${directory}/${name}`;
        await Deno.mkdir(path);
        await writeKey(`${path}/key`, randomKey(128), 0o644);
        await Deno.chown(`${path}/key`, 1, 1);
        await Deno.chmod(path, 0o777);
        return permissionFindings(system, `${path}/key`).map(({ remedy }) => remedy);
      };
      const again = "; if others had access, make a new key";
      const where = "where they have to write to it";
      const quoted = `'${directory}/up load;touch PWNED;#`;
      assertEquals(await inPlace("up load;touch PWNED;#"), [
        `chmod 0400 ${quoted}/key'${again}`,
        `chown 0:0 ${quoted}/key'`,
        `chmod go-w ${quoted}', or chmod +t ${quoted}' ${where}`,
      ]);
      // What is printed is not the name: there is no command to paste.
      assertEquals(await inPlace("a\nb"), [
        `give it mode 0400${again}`,
        "give it to root",
        "take their right to write from its mode, or give it the sticky bit",
      ]);
    }),
});

Deno.test({
  name: "permissionFindings() warns of a symlink and looks at the file behind it",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await writeKey(`${directory}/shared`, randomKey(128), 0o444);
      await Deno.symlink("shared", `${directory}/authkey`);
      assertEquals(names(`${directory}/authkey`), ["mode", "symlink"]);
      assertEquals(names(`${directory}/shared`), ["mode"]);
    }),
});

Deno.test({
  name:
    "unfinishedWriteFindings() believes what a killed run of an earlier version has left where the key ends alike",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      const [old, key] = [randomKey(256), randomKey(256)];
      const torn = Uint8Array.of(...key.subarray(0, 248), ...old.subarray(248));
      const saved = `${directory}/.corosync-keygen-saved-authkey`;
      const findings = async (held: Uint8Array, left: Uint8Array, name = saved) => {
        for (const file of [path, saved]) await Deno.remove(file).catch(() => {});
        await writeKey(path, held);
        await writeKey(name, left);
        return unfinishedWriteFindings(system, path, held);
      };
      assertEquals(await findings(torn, old, `${directory}/.corosync-keygen-saved-other`), []);
      const [finding, ...others] = await findings(torn, old);
      assertEquals([finding.code, finding.kind, others], ["unfinished-write", "damage", []]);
      assertEquals(finding.remedy, `copy the key again from a good node, then remove ${saved}`);
      // Whole: the old one, another one, one whose end differs in a bit; and what anybody can make.
      const other = torn.slice();
      other[248] ^= 1;
      for (const [held, left] of [[old, old], [key, old], [other, old], [torn, old.slice(1)]]) {
        assertEquals(await findings(held, left), []);
      }
      await Deno.remove(saved);
      await makeFifo(saved);
      assertEquals(unfinishedWriteFindings(system, path, torn), []);
      await Deno.remove(saved);
      await writeKey(`${directory}/old`, old);
      await Deno.symlink("old", saved);
      assertEquals(unfinishedWriteFindings(system, path, torn), []);
    }),
});

Deno.test({
  name: "permissionFindings() of an image ends at the image",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await Deno.mkdir(`${directory}/image/etc`, { recursive: true });
      const path = `${directory}/image/etc/authkey`;
      await writeKey(path, randomKey(128));
      await Deno.chmod(directory, 0o777);
      assertEquals(permissionFindings(system, "/etc/authkey", `${directory}/image`), []);
      assertEquals(names(path), ["directory"]);
      await Deno.chmod(`${directory}/image`, 0o777);
      assertEquals(permissionFindings(system, "/etc/authkey", `${directory}/image`).length, 1);
    }),
});
