import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { resolveInRoot } from "../../lib/files/walk_path.ts";

/** An image in which /etc/corosync and others are symlinks. */
const withImage = (links: Record<string, string>, action: (root: string) => void) =>
  withDirectory(async (directory) => {
    const root = await Deno.realPath(directory);
    await Deno.mkdir(`${root}/etc`);
    for (const [path, target] of Object.entries(links)) await Deno.symlink(target, root + path);
    action(root);
  });

Deno.test("resolveInRoot() leaves a plain path, present or missing, below the root", () =>
  withImage({}, (root) => {
    assertEquals(
      resolveInRoot(system, root, "/etc/corosync/authkey"),
      `${root}/etc/corosync/authkey`,
    );
    assertEquals(resolveInRoot(system, `${root}/`, "etc//./authkey"), `${root}/etc/authkey`);
    assertEquals(resolveInRoot(system, "/", "/etc/none/authkey"), "/etc/none/authkey");
  }));

Deno.test("resolveInRoot() follows absolute and relative links as the booted image would", () =>
  withImage({ "/etc/corosync": "/srv/shared", "/etc/other": "../srv/./shared" }, (root) => {
    assertEquals(
      resolveInRoot(system, root, "/etc/corosync/authkey"),
      `${root}/srv/shared/authkey`,
    );
    assertEquals(resolveInRoot(system, root, "/etc/other/authkey"), `${root}/srv/shared/authkey`);
  }));

Deno.test("resolveInRoot() never leaves the root", () =>
  withImage({ "/etc/up": "../../../../..", "/etc/key": "/../../etc/shadow" }, (root) => {
    assertEquals(resolveInRoot(system, root, "/../../etc/x"), `${root}/etc/x`);
    assertEquals(resolveInRoot(system, root, "/etc/up/etc/shadow"), `${root}/etc/shadow`);
    assertEquals(resolveInRoot(system, root, "/etc/key"), `${root}/etc/shadow`);
  }));

Deno.test("resolveInRoot() gives up on links in a circle and on a root that is not there", () =>
  withImage({ "/etc/a": "b", "/etc/b": "a" }, (root) => {
    assertEquals(
      (assertThrows(() => resolveInRoot(system, root, "/etc/a")) as { code?: string }).code,
      "ELOOP",
    );
    const missing = assertThrows(() => resolveInRoot(system, `${root}/none`, "/etc/a"));
    assertEquals((missing as { code?: string }).code, "ENOENT");
  }));
