import { Failure } from "../../lib/failure.ts";
import { replaceFile } from "../../lib/files/replace_file.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { look, NEW_KEY, placeOldKey } from "./key_runs.ts";
import { recordingSystem } from "./recording_system.ts";

Deno.test("an old key that may not be replaced stays, exit 2, and nothing is left beside it", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await placeOldKey(path);
    // As for a file that is immutable, or somebody else's in a sticky directory.
    const { system } = recordingSystem(() => ({
      rename: () => {
        throw Object.assign(new Error(), { code: "EPERM" });
      },
    }));
    const request = { path, mode: 0o400, isSecret: true, noClobber: false, makeDirectories: false };
    const failure = assertThrows(() => replaceFile(system, NEW_KEY, request));
    assert(failure instanceof Failure);
    assertEquals(
      [failure.exitCode, failure.message],
      [2, `Could not create ${path}: Operation not permitted`],
    );
    assertEquals(await look(directory), ["authkey file 0400 old"]);
  }));
