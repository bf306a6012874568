import { Failure } from "../../lib/failure.ts";
import { probeDestination, replaceFile } from "../../lib/files/replace_file.ts";
import { removeQuietly } from "../../lib/files/temporary.ts";
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
    assertMatch(left, /^\.corosync-keygen-[0-9a-f]{16}\.tmp$/);
    assertEquals([exitCode, hint], [2, `${directory}/${left} could not be removed`]);
  }));

Deno.test("what a look at a place made there and cannot remove again is named", () =>
  withDirectory((directory) => {
    const request = {
      ...{ path: `${directory}/authkey`, mode: 0o400, isSecret: true },
      ...{ noClobber: false, makeDirectories: false },
    };
    assertEquals(probeDestination(recordingSystem(() => ({})).system, request, 128), null);
    assertEquals(names(directory), []);
    const { system } = recordingSystem(() => ({
      remove: () => {
        throw Object.assign(new Error("refused"), { code: "EPERM" });
      },
    }));
    const told = probeDestination(system, request, 128);
    const [left, ...others] = names(directory);
    assertEquals([told, others], [`${directory}/${left}`, []]);
    return Promise.resolve();
  }));

function names(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}

Deno.test("removeQuietly() tries a second time, since an error may pass, and no third", () => {
  const removing = (failures: number): readonly [isGone: boolean, attempts: number] => {
    let attempts = 0;
    const { system } = recordingSystem(() => ({
      remove: () => {
        if (++attempts <= failures) throw Object.assign(new Error(), { code: "EIO" });
      },
    }));
    return [removeQuietly(system, "temporary"), attempts];
  };
  assertEquals([removing(0), removing(1), removing(2)], [[true, 1], [true, 2], [false, 2]]);
});
