import { findCorosyncKey } from "../../lib/corosync/corosync_key.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";

Deno.test("findCorosyncKey() reads a configuration of 1 MiB to its last line", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/corosync.conf`;
    const last = "totem.keyfile: /etc/corosync/other\n";
    const configuration = ("#".repeat(255) + "\n").repeat(4_096).slice(last.length) + last;
    await Deno.writeTextFile(path, configuration);
    assertEquals((await Deno.stat(path)).size, 1_048_576);
    const environment = (name: string) => name === "COROSYNC_MAIN_CONFIG_FILE" ? path : undefined;
    const { location } = findCorosyncKey({ ...system, environment }, (one) => one, 1);
    assertEquals(location.kind === "file" && location.path, "/etc/corosync/other");
  }));
