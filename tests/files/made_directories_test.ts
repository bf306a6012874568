import { Failure } from "../../lib/failure.ts";
import { probeDestination, replaceFile } from "../../lib/files/replace_file.ts";
import { assert, assertEquals, assertThrows } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { look, NEW_KEY } from "./key_runs.ts";
import { recordingSystem } from "./recording_system.ts";

const request = (path: string) => ({
  ...{ path, mode: 0o400, isSecret: true, noClobber: false, makeDirectories: true },
});

const refused = (code: string) => () => {
  throw Object.assign(new Error(), { code });
};

function failureOf(action: () => unknown): Failure {
  const failure = assertThrows(action);
  assert(failure instanceof Failure);
  return failure;
}

Deno.test("whatever fails before the key has its place, the directories that were made are gone", () =>
  withDirectory(async (directory) => {
    for (const call of ["createExclusive", "openDirectory", "enter", "link"] as const) {
      const { system } = recordingSystem(() => ({ [call]: refused("EIO") }));
      failureOf(() => replaceFile(system, NEW_KEY, request(`${directory}/a/b/authkey`)));
      assertEquals(await look(directory), [], call);
    }
    const { system } = recordingSystem((files) => ({
      makeDirectory: (path, mode) =>
        path.endsWith("/b") ? refused("ENOSPC")() : files.makeDirectory(path, mode),
    }));
    failureOf(() => replaceFile(system, NEW_KEY, request(`${directory}/a/b/authkey`)));
    assertEquals(await look(directory), []);
  }));

Deno.test("one that cannot be removed is named; one that another run has made, or put a file into, stays", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/a/b/authkey`;
    const named = (first: string) => `${first} could not be removed`;
    const stuck = recordingSystem(() => ({
      ...{ link: refused("EIO"), removeDirectory: refused("EPERM") },
    }));
    const { hint } = failureOf(() => replaceFile(stuck.system, NEW_KEY, request(path)));
    assertEquals(hint, `${named(`${directory}/a/b`)}; ${named(`${directory}/a`)}`);
    await Deno.remove(`${directory}/a`, { recursive: true });

    const together = recordingSystem((files) => ({
      makeDirectory: (path, mode) => {
        files.makeDirectory(path, mode);
        if (path.endsWith("/a")) refused("EEXIST")();
      },
      link: refused("EIO"),
    }));
    failureOf(() => replaceFile(together.system, NEW_KEY, request(path)));
    assertEquals(await look(directory), ["a directory 0755"]);
    assertEquals(await look(`${directory}/a`), []);
  }));

Deno.test("a directory that was exchanged for another one meanwhile is not removed", () =>
  withDirectory(async (directory) => {
    const { system, calls } = recordingSystem(() => ({
      link: () => {
        Deno.renameSync(`${directory}/a`, `${directory}/mine`);
        Deno.mkdirSync(`${directory}/a`);
        refused("EIO")();
      },
    }));
    failureOf(() => replaceFile(system, NEW_KEY, request(`${directory}/a/authkey`)));
    assertEquals(calls.includes("remove directory"), false);
    assertEquals((await look(directory)).length, 2);
  }));

Deno.test("once the key is in its place the directories stay, whatever fails", () =>
  withDirectory(async (directory) => {
    const { system } = recordingSystem((files) => ({
      openDirectory: (path) => ({
        ...files.openDirectory(path),
        sync: () => path === "." ? refused("EIO")() : undefined,
      }),
    }));
    const { exitCode, hint } = failureOf(() =>
      replaceFile(system, NEW_KEY, request(`${directory}/a/authkey`))
    );
    assertEquals([exitCode, hint?.includes("could not be removed")], [4, false]);
    assertEquals(await look(`${directory}/a`), ["authkey file 0400 new"]);
  }));

Deno.test("probeDestination() tries the deepest directory that there is, and makes none", () =>
  withDirectory(async (directory) => {
    const { system, calls } = recordingSystem();
    assertEquals(probeDestination(system, request(`${directory}/a/b/authkey`), 128), null);
    assertEquals(calls, ["open directory", "create 400", "close", "remove"]);
    assertEquals(await look(directory), []);
    const { system: readOnly } = recordingSystem(() => ({ createExclusive: refused("EROFS") }));
    const { exitCode } = failureOf(() =>
      probeDestination(readOnly, request(`${directory}/a/b/authkey`), 128)
    );
    assertEquals(exitCode, 2);
  }));
