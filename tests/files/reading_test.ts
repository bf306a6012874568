import { Failure } from "../../lib/failure.ts";
import { readKeyFile } from "../../lib/files/read_key.ts";
import { readPreviousKey } from "../../lib/key/previous_key.ts";
import { system } from "../../lib/system/mod.ts";
import type { System } from "../../lib/system/types.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { NEW_KEY, OLD_KEY, placeOldKey } from "./key_runs.ts";

/** A system in which `exchange` happens after a file was looked at and before it is opened. */
function exchanging(exchange: () => void): System {
  const { files } = system;
  const readFile: typeof files.readFile = (path, limitBytes, expected) => {
    exchange();
    return files.readFile(path, limitBytes, expected);
  };
  return { ...system, files: { ...files, readFile } };
}

/** What somebody who may write to the directory puts in the place of a key. */
const EXCHANGES: Readonly<Record<string, (path: string, victim: string) => void>> = {
  "a link to a file of somebody else's": (path, victim) => Deno.symlinkSync(victim, path),
  "another file": (path) => Deno.writeFileSync(path, NEW_KEY),
};

for (const [name, put] of Object.entries(EXCHANGES)) {
  Deno.test(`a key that is exchanged for ${name} before it is opened is not read`, () =>
    withDirectory(async (directory) => {
      const [path, victim] = [`${directory}/authkey`, `${directory}/victim`];
      await Deno.writeFile(victim, NEW_KEY);
      const exchange = () => {
        // Stays there, so that the new file cannot have its inode.
        Deno.renameSync(path, `${directory}/before`);
        put(path, victim);
      };
      await placeOldKey(path);
      const failure = assertThrows(() => readKeyFile(exchanging(exchange), path, 1));
      assert(failure instanceof Failure);
      assertEquals(
        [failure.exitCode, failure.message],
        [1, `Could not read ${path}: It was exchanged for another file`],
      );
      await Deno.remove(path);
      await placeOldKey(path);
      const existing = system.files.linkStatus(path);
      const previous = await readPreviousKey(exchanging(exchange), path, existing, NEW_KEY);
      assertEquals([previous?.fingerprint, previous?.isTheSame], [null, false]);
      await Deno.remove(path);
      await Deno.rename(`${directory}/before`, path);
      assertEquals(readKeyFile(system, path, 1).bytes, OLD_KEY);
    }));
}
