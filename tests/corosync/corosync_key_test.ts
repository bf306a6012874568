import { findCorosyncKey } from "../../lib/corosync/corosync_key.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals, assertThrows } from "../assert.ts";
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

/** The program's host with this configuration, of which stat says a size; and how much of it is asked for. */
function configured(configurationFile: string, statedBytes: number) {
  const { files } = system;
  const asked: number[] = [];
  const host = {
    ...system,
    environment: (name: string) =>
      name === "COROSYNC_MAIN_CONFIG_FILE" ? configurationFile : undefined,
    files: {
      ...files,
      linkStatus: (path: string) => {
        const status = files.linkStatus(path);
        return path === configurationFile ? { ...status, sizeBytes: statedBytes } : status;
      },
      readFile: (...args: Parameters<typeof files.readFile>) => {
        asked.push(args[1]);
        return files.readFile(...args);
      },
    },
  };
  return { host, asked };
}

Deno.test("findCorosyncKey() reads no more of a configuration than stat says, since a read may block", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/corosync.conf`;
    const text = "totem.keyfile: /etc/corosync/other\n";
    await Deno.writeTextFile(path, text);
    for (const [stated, wanted] of [[0, 0], [text.length, text.length], [2 ** 30, 2 ** 20]]) {
      const { host, asked } = configured(path, stated);
      const { location } = findCorosyncKey(host, (one) => one, 1);
      assertEquals(asked, [wanted]);
      const key = stated === 0 ? "/etc/corosync/authkey" : "/etc/corosync/other";
      assertEquals(location.kind === "file" && location.path, key);
    }
    await Deno.writeTextFile(path, "#".repeat(2 ** 20 + 1));
    const { host } = configured(path, 2 ** 20 + 1);
    assertThrows(() => findCorosyncKey(host, (one) => one, 1), Error, "more than 1048576 bytes");
  }));
