import { Failure } from "../../lib/failure.ts";
import { probePlace, replaceFile } from "../../lib/files/replace_file.ts";
import { assert, assertEquals, assertMatch, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { NEW_KEY, OLD_KEY, placeOldKey } from "./key_runs.ts";
import { recordingSystem } from "./recording_system.ts";

Deno.test("a temporary that can be neither renamed nor removed is named beside the failure", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await placeOldKey(path);
    const refused = () => {
      throw Object.assign(new Error("refused"), { code: "EPERM" });
    };
    const fails = (canRemove: boolean): Failure => {
      const { system } = recordingSystem(() => ({
        rename: refused,
        ...(canRemove ? {} : { remove: refused }),
      }));
      const failure = assertThrows(() =>
        replaceFile(system, NEW_KEY, {
          ...{ path, mode: 0o400, isSecret: true },
          ...{ noClobber: false, makeDirectories: false },
        })
      );
      assert(failure instanceof Failure);
      assertEquals(Deno.readFileSync(path), OLD_KEY);
      return failure;
    };
    assertEquals([fails(true).hint, names(directory)], [undefined, ["authkey"]]);
    const { exitCode, hint } = fails(false);
    const [left] = names(directory);
    assertMatch(left!, /^\.corosync-keygen-[0-9a-f]{16}\.tmp$/);
    assertEquals([exitCode, hint], [2, `${directory}/${left} could not be removed`]);
  }));

Deno.test("a place where what is made cannot be removed is no place, told before anybody waits: exit 2", () =>
  withDirectory((directory) => {
    const request = {
      ...{ path: `${directory}/authkey`, mode: 0o400, isSecret: true },
      ...{ noClobber: false, makeDirectories: false },
    };
    probePlace(recordingSystem(() => ({})).system, request, 128);
    assertEquals(names(directory), []);
    const { system } = recordingSystem(() => ({
      remove: () => {
        throw Object.assign(new Error("refused"), { code: "EPERM" });
      },
    }));
    const failure = assertThrows(() => probePlace(system, request, 128));
    assert(failure instanceof Failure);
    const [left, ...others] = names(directory);
    assertEquals([failure.exitCode, failure.message, failure.hint, others], [
      2,
      `Could not create ${request.path}: What is made there cannot be removed`,
      `${directory}/${left} is left; chattr -a ${directory} lets files be removed`,
      [],
    ]);
    return Promise.resolve();
  }));

function names(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}
