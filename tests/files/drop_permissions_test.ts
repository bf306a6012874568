import { dropPermissions } from "../../lib/files/drop_permissions.ts";
import { system } from "../../lib/system/mod.ts";
import type { System } from "../../lib/system/types.ts";
import { assertEquals } from "../assert.ts";

/** A machine that can give up permissions, on which there is nothing but /etc. */
const MACHINE: System = {
  ...system,
  dropPermissions: () => true,
  files: {
    ...system.files,
    status: () => system.files.status("/"),
    linkStatus: (path) => {
      if (path === "/etc") return system.files.status("/");
      throw Object.assign(new Error(), { code: "ENOENT" });
    },
  },
};

const drops = (...paths: string[]) => dropPermissions(MACHINE, paths);

Deno.test("dropPermissions() keeps them for what lies in /dev, /proc or /sys, and for no name that begins so", () => {
  assertEquals([drops(), drops("/etc/corosync/authkey"), drops("/etc/dev")], [true, true, true]);
  for (const place of ["dev", "proc", "sys"]) {
    for (const path of [`/${place}`, `/${place}/x`, `/etc/../${place}/x/y`]) {
      assertEquals([path, drops(path), drops("/etc/x", path)], [path, false, false]);
    }
    for (const path of [`/${place}x`, `/${place}x/y`, `/x/${place}`]) {
      assertEquals([path, drops(path)], [path, true]);
    }
  }
});

Deno.test("dropPermissions() keeps them for a path beside which no temporary has an absolute name", () => {
  // PATH_MAX is 4,096 with the final zero; the name of a temporary has up to 39 bytes, and 64 are left for it.
  const directories = ("ä".repeat(100) + "/").repeat(20);
  const path = (sizeBytes: number) => "/" + directories + "x".repeat(sizeBytes - 4_021);
  assertEquals([4_032, 4_033].map((size) => new TextEncoder().encode(path(size)).length), [
    ...[4_032, 4_033],
  ]);
  assertEquals([drops(path(4_032)), drops(path(4_033))], [true, false]);
});

Deno.test("dropPermissions() keeps them for a path through a link of others: what is mounted stands in /proc", () => {
  const dropsThroughLinkOf = (uid: number) => {
    const linkStatus: System["files"]["linkStatus"] = (path) => {
      const status = system.files.status("/");
      return path === "/etc/authkey"
        ? { ...status, kind: "symlink", uid }
        : MACHINE.files.linkStatus(path);
    };
    const files = { ...MACHINE.files, linkStatus, readLink: () => "real" };
    return dropPermissions({ ...MACHINE, userId: () => 0, files }, ["/etc/authkey"]);
  };
  assertEquals([dropsThroughLinkOf(0), dropsThroughLinkOf(1000)], [true, false]);
});
