import { replaceFile } from "../../lib/files/replace_file.ts";
import { install } from "../../lib/key/install.ts";
import type { FileStatus } from "../../lib/system/types.ts";
import { assertEquals } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import { look, NEW_KEY } from "./key_runs.ts";
import { isWiped, recordingSystem } from "./recording_system.ts";

Deno.test("replaceFile() calls an old file the same only where it holds these bytes, no fewer and no more", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const read: Uint8Array[] = [];
    const old = (bytes: Uint8Array, readable = bytes) => {
      Deno.writeFileSync(path, bytes);
      const { system } = recordingSystem(() => ({
        readFile: (_path, limitBytes) => {
          read.push(readable.slice(0, limitBytes));
          return read.at(-1)!;
        },
      }));
      const request = { path, mode: 0o644, isSecret: false, noClobber: false };
      const options = { ...request, makeDirectories: false, comparesOld: true };
      return replaceFile(system, NEW_KEY, options).isTheSame;
    };
    const [shorter, longer] = [NEW_KEY.slice(0, 127), Uint8Array.from([...NEW_KEY, 0x0a])];
    assertEquals([shorter, NEW_KEY, longer].map((bytes) => old(bytes)), [false, true, false]);
    assertEquals(old(NEW_KEY.map((byte, i) => i === 127 ? byte ^ 1 : byte)), false);
    assertEquals(old(NEW_KEY, shorter), false, "cut after its length was asked for");
    assertEquals(await look(directory), ["authkey file 0644 new"]);
    assertEquals([read.length > 0, read.every(isWiped)], [true, true]);
  }));

Deno.test("install() leaves the same key alone where it is ours with mode 0400, and replaces it where it is not", () =>
  withDirectory(async (directory) => {
    const [from, to] = ["from", "to"].map((name) => `${directory}/${name}`);
    const key = await fixedKey("install", 256);
    for (const path of [from, to]) await writeKey(path, key);
    const installing = async (change: Partial<FileStatus>) => {
      const { system } = recordingSystem((files) => ({
        linkStatus: (path) => ({ ...files.linkStatus(path), ...(path === to ? change : {}) }),
      }));
      const request = { root: null, check: null, force: false, to };
      const { outcome, method, previousOwner } = await install(
        system,
        { ...request, from: { kind: "file", path: from } },
        new Promise<never>(() => {}),
      );
      return [outcome, method, previousOwner];
    };
    const { uid, gid } = await Deno.stat(to);
    assertEquals(await installing({}), ["same", null, null]);
    assertEquals(await installing({ uid: uid! + 1 }), ["same", "rename", `${uid! + 1}:${gid}`]);
    assertEquals(await installing({ mode: 0o440 }), ["same", "rename", null]);
    assertEquals(await look(directory), ["from file 0400 256 bytes", "to file 0400 256 bytes"]);
  }));
