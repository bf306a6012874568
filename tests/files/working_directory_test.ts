import { Failure } from "../../lib/failure.ts";
import type { FileRequest } from "../../lib/files/destination.ts";
import {
  createIncrementalFile,
  probeDestination,
  replaceFile,
} from "../../lib/files/replace_file.ts";
import type { FileSystem } from "../../lib/system/types.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { look, NEW_KEY, OLD_KEY, placeOldKey } from "./key_runs.ts";
import { recordingSystem } from "./recording_system.ts";

const request = (path: string, isPhysical = false): FileRequest => ({
  path,
  mode: 0o400,
  isSecret: true,
  noClobber: false,
  makeDirectories: false,
  isPhysical,
});

/** Runs an action in a working directory, and comes back. */
async function within(directory: string, action: () => Promise<void> | void): Promise<void> {
  const before = Deno.cwd();
  Deno.chdir(directory);
  try {
    await action();
  } finally {
    Deno.chdir(before);
  }
}

Deno.test("a relative path is found from a directory whose name is no UTF-8, through a link out of it", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/abs`);
    await Deno.writeFile(`${directory}/source`, NEW_KEY);
    const script = `cd "$1"; d=$(printf 'caf\\351'); mkdir "$d"; ln -s "$1/abs/key" "$d/authkey"
      cd "$d"; shift; exec "$@"`;
    const under = ["sh", "-c", script, "sh", directory];
    const run = await runProgram(["-r", `${directory}/source`, "-k", "authkey"], { under });
    assertEquals(run.code, 0, run.stderr);
    assertEquals(await look(`${directory}/abs`), ["key file 0400 new"]);
  }));

Deno.test("a working directory that is exchanged while a place is tried is not taken for the other one", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/w`);
    await Deno.mkdir(`${directory}/roots`);
    await placeOldKey(`${directory}/roots/authkey`);
    await within(`${directory}/w`, () => {
      const { system } = recordingSystem((files) => ({
        remove: (path) => {
          files.remove(path);
          Deno.renameSync(`${directory}/w`, `${directory}/moved`);
          Deno.symlinkSync(`${directory}/roots`, `${directory}/w`);
        },
      }));
      probeDestination(system, request("authkey"), NEW_KEY.length);
      const failure = assertThrows(() => replaceFile(system, NEW_KEY, request("authkey")));
      assert(failure instanceof Failure);
      assertEquals(
        [failure.exitCode, failure.message],
        [2, "Could not create authkey: The working directory was exchanged meanwhile"],
      );
      // A path from the root does not need it.
      replaceFile(system, NEW_KEY, request(`${directory}/other`));
    });
    assertEquals(await look(`${directory}/roots`), ["authkey file 0400 old"]);
    assertEquals(await look(`${directory}/moved`), []);
    assertEquals(await Deno.readFile(`${directory}/other`), NEW_KEY);
  }));

Deno.test("a recording comes to its place when the working directory loses its name meanwhile", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/w`);
    await Deno.mkdir(`${directory}/to`);
    await within(`${directory}/w`, async () => {
      const { system } = recordingSystem();
      const recording = createIncrementalFile(system, { ...request("../to/rec"), noClobber: true });
      recording.write(NEW_KEY);
      await Deno.rename(`${directory}/w`, `${directory}/moved`);
      await Deno.mkdir(`${directory}/w`);
      recording.finish();
    }).catch((error) => error instanceof Deno.errors.NotFound || Promise.reject(error));
    assertEquals(await look(`${directory}/to`), ["rec file 0400 new"]);
    assertEquals(await look(`${directory}/w`), []);
    assertEquals(await look(`${directory}/moved`), []);
  }));

Deno.test("nothing leaves an image although a directory of it is a link whenever it is not looked at", () =>
  withDirectory(async (made) => {
    const directory = await Deno.realPath(made);
    await Deno.mkdir(`${directory}/img/etc/corosync`, { recursive: true });
    await Deno.mkdir(`${directory}/host/corosync`, { recursive: true });
    await placeOldKey(`${directory}/host/corosync/authkey`);
    const etc = `${directory}/img/etc`;
    const put = (what: "directory" | "link") => {
      const shown = Deno.lstatSync(etc).isSymlink ? "link" : "directory";
      if (shown === what) return;
      Deno.renameSync(etc, `${directory}/img/${shown}`);
      if (what === "directory") Deno.renameSync(`${directory}/img/directory`, etc);
      else Deno.symlinkSync(`${directory}/host`, etc);
      if (what === "directory") Deno.removeSync(`${directory}/img/link`);
    };
    // Whoever is asked what lies there sees the directory; whoever goes through it is led out.
    const deceive = (files: FileSystem): Partial<FileSystem> => ({
      linkStatus: (path) => {
        put(path === etc || path === "etc" ? "directory" : "link");
        try {
          return files.linkStatus(path);
        } finally {
          put("link");
        }
      },
    });
    const { system } = recordingSystem(deceive);
    const failure = assertThrows(() =>
      replaceFile(system, NEW_KEY, request(`${etc}/corosync/authkey`, true))
    );
    assert(failure instanceof Failure);
    assertEquals(failure.exitCode, 2);
    assertEquals(await Deno.readFile(`${directory}/host/corosync/authkey`), OLD_KEY);
    assertEquals(await look(`${directory}/host/corosync`), ["authkey file 0400 old"]);
  }));
