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
      assertEquals(permissionFindings(system, path, `${directory}/image`), []);
      assertEquals(names(path), ["directory"]);
      await Deno.chmod(`${directory}/image`, 0o777);
      assertEquals(permissionFindings(system, path, `${directory}/image`).length, 1);
    }),
});
