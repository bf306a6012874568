import { Failure } from "../../lib/failure.ts";
import type { FileRequest } from "../../lib/files/destination.ts";
import { createIncrementalFile, replaceFile } from "../../lib/files/replace_file.ts";
import { generate } from "../../lib/key/generate.ts";
import type { GenerateRequest } from "../../lib/key/types.ts";
import { install } from "../../lib/key/install.ts";
import type { FileSystem, OpenFile } from "../../lib/system/types.ts";
import { assert, assertEquals, assertGreater, assertThrows } from "../assert.ts";
import { fixedKey, SILENT_LISTENER, withDirectory, writeKey } from "../keys.ts";
import { look, NEW_KEY, placeOldKey } from "./key_runs.ts";
import { isWiped, recordingSystem } from "./recording_system.ts";

/** A key to put there. */
const request = (path: string, makeDirectories = false): FileRequest => ({
  path,
  mode: 0o400,
  isSecret: true,
  noClobber: false,
  makeDirectories,
});

/** What a new key takes until it has its place. */
const WRITTEN = [
  "open directory",
  "create 400",
  "write",
  "sync",
  "read back",
  "read back",
  "close",
];

Deno.test("replaceFile() writes, syncs, reads back, links where no file was, and syncs the directory", () =>
  withDirectory(async (directory) => {
    const { system, calls } = recordingSystem();
    replaceFile(system, NEW_KEY, request(`${directory}/authkey`));
    assertEquals(calls, [...WRITTEN, "link", "remove", "sync directory"]);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

Deno.test("replaceFile() renames over a file that is there, and syncs the directory it opened before", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/authkey`);
    const { system, calls } = recordingSystem();
    replaceFile(system, NEW_KEY, request(`${directory}/authkey`));
    assertEquals(calls, [...WRITTEN, "rename", "sync directory"]);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

Deno.test("replaceFile() makes each missing directory with its mode and syncs the one that it is in", () =>
  withDirectory((directory) => {
    const { system, calls } = recordingSystem();
    replaceFile(system, NEW_KEY, request(`${directory}/a/b/authkey`, true));
    const made = ["make directory 755", "open directory", "sync directory"];
    assertEquals(calls, [...made, ...made, ...WRITTEN, "link", "remove", "sync directory"]);
    return Promise.resolve();
  }));

Deno.test("replaceFile() makes no directory for a name of 256 bytes, and makes it for one of 255", () =>
  withDirectory((directory) => {
    const name = (bytes: number) => `${directory}/made/${"x".repeat(bytes)}`;
    const { system, calls } = recordingSystem();
    assertThrows(() => replaceFile(system, NEW_KEY, request(name(256), true)));
    assertEquals(calls, []);
    replaceFile(system, NEW_KEY, request(name(255), true));
    assertEquals(calls[0], "make directory 755");
    return Promise.resolve();
  }));

Deno.test("replaceFile() writes nothing where the file system does not keep modes, exit 3", () =>
  withDirectory(async (directory) => {
    await placeOldKey(`${directory}/authkey`);
    const { system, calls } = recordingSystem(changeFile((file) => ({
      status: () => ({ ...file.status(), mode: 0o755 }),
    })));
    const failure = assertThrows(() =>
      replaceFile(system, NEW_KEY, request(`${directory}/authkey`))
    );
    assertFailure(
      failure,
      3,
      "Failed to set key file permissions to 0400: The file system does not keep modes",
    );
    assertEquals(calls, ["open directory", "create 400", "close", "remove"]);
    assertEquals(await look(directory), ["authkey file 0400 old"]);
  }));

/** Writes that take less than they are given, or say something else than they do. */
const WRITES: readonly [
  name: string,
  write: (file: OpenFile, bytes: Uint8Array, at: number) => number,
  error: string | null,
][] = [
  ["short", (file, bytes, at) => file.write(bytes.subarray(0, 50), at), null],
  ["says less than it wrote", (file, bytes, at) => Math.min(5, file.write(bytes, at)), null],
  [
    "says all and writes less",
    (file, bytes, at) => {
      file.write(bytes.subarray(0, 100), at);
      return bytes.length;
    },
    "What was read back is not what was written",
  ],
  ["writes nothing", (_file, bytes) => bytes.length, "What was read back is not what was written"],
  ["takes nothing", () => 0, "No space left on device"],
  ["says less than nothing", () => -1, "No space left on device"],
  [
    "writes something else",
    (file, bytes, at) => file.write(bytes.map((byte) => byte ^ 1), at),
    "What was read back is not what was written",
  ],
  [
    "writes more",
    (file, bytes, at) => {
      file.write(new Uint8Array([...bytes, 0]), at);
      return bytes.length;
    },
    "What was read back is not what was written",
  ],
];

for (const [name, write, error] of WRITES) {
  Deno.test(`replaceFile() believes no count: a write that ${name}`, () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      const { system } = recordingSystem(changeFile((file) => ({
        write: (bytes, at) => write(file, bytes, at),
      })));
      if (error === null) replaceFile(system, NEW_KEY, request(path));
      else {
        const failure = assertThrows(() => replaceFile(system, NEW_KEY, request(path)));
        assertFailure(failure, 4, `Could not write ${path}: ${error}`);
      }
      assertEquals(await look(directory), [`authkey file 0400 ${error === null ? "new" : "old"}`]);
    }));
}

Deno.test("a key that appears meanwhile is replaced, but not with --no-clobber: exit 7", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const appearing = (files: FileSystem): Partial<FileSystem> => ({
      link: (existing, created) => {
        Deno.writeFileSync(path, new Uint8Array(7), { createNew: true });
        files.link(existing, created);
      },
    });
    const { system } = recordingSystem(appearing);
    const refused = assertThrows(() =>
      replaceFile(system, NEW_KEY, { ...request(path), noClobber: true })
    );
    assertFailure(refused, 7, `Could not create ${path}: File exists`);
    assertEquals(await look(directory), [`authkey file ${modeOf(path)} 7 bytes`]);
    await Deno.remove(path);
    const { replaced, method } = replaceFile(system, NEW_KEY, request(path));
    assertEquals([replaced, method], [true, "rename"]);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

Deno.test("without hard links a first key is renamed into its place", () =>
  withDirectory(async (directory) => {
    for (const code of ["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS"]) {
      const path = `${directory}/${code}`;
      const { system } = recordingSystem(() => ({
        link: () => {
          throw Object.assign(new Error(), { code });
        },
      }));
      assertEquals(replaceFile(system, NEW_KEY, request(path)).method, "rename");
      assert((await look(directory)).includes(`${code} file 0400 new`));
    }
  }));

Deno.test("without hard links --no-clobber looks again before the rename", () =>
  withDirectory(async (directory) => {
    const noLinks = (path: string, appears: boolean) =>
      recordingSystem(() => ({
        link: () => {
          if (appears) Deno.writeFileSync(path, new Uint8Array(7), { createNew: true });
          throw Object.assign(new Error(), { code: "EPERM" });
        },
      })).system;
    const [free, taken] = [`${directory}/free`, `${directory}/taken`];
    const options = (path: string) => ({ ...request(path), noClobber: true, emptyIsNone: true });
    assertEquals(replaceFile(noLinks(free, false), NEW_KEY, options(free)).method, "rename");
    const refused = assertThrows(() => replaceFile(noLinks(taken, true), NEW_KEY, options(taken)));
    assertFailure(refused, 7, `Could not create ${taken}: File exists`);
    assertEquals(await look(directory), [
      "free file 0400 new",
      `taken file ${modeOf(taken)} 7 bytes`,
    ]);
  }));

Deno.test("an empty file is none with emptyIsNone only, and none any more once it is filled", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await Deno.writeFile(path, new Uint8Array());
    const { system } = recordingSystem();
    const options = { ...request(path), noClobber: true };
    const refused = assertThrows(() => replaceFile(system, NEW_KEY, options));
    assertFailure(refused, 7, `Could not create ${path}: File exists`);
    // Somebody else fills it while the new one is written.
    const filling = () => Deno.writeFileSync(path, new Uint8Array(7));
    const late = assertThrows(() =>
      replaceFile(system, NEW_KEY, { ...options, emptyIsNone: true }, filling)
    );
    assertFailure(late, 7, `Could not create ${path}: File exists`);
    await Deno.truncate(path);
    const { method, replaced } = replaceFile(system, NEW_KEY, { ...options, emptyIsNone: true });
    assertEquals([method, replaced], ["rename", false], "an empty file was none");
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

/** What may go wrong once the file is in its place, and the one exit code that still changes. */
Deno.test("after the rename only a directory that is not synced, or another one, is a failure", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const failing = (code: string) => () => {
      throw Object.assign(new Error(), { code });
    };
    let placed = false;
    const once = (change: (files: FileSystem) => Partial<FileSystem>) =>
      recordingSystem((files) => ({
        ...change(files),
        link: (existing, created) => {
          files.link(existing, created);
          placed = true;
        },
      })).system;
    const linkStatus = (code: string) => (files: FileSystem) => ({
      linkStatus: (one: string) =>
        placed && one === directory ? failing(code)() : files.linkStatus(one),
    });
    const replace = (change: (files: FileSystem) => Partial<FileSystem>) => {
      placed = false;
      Deno.removeSync(path);
      return replaceFile(once(change), NEW_KEY, request(path)).warnings;
    };
    await placeOldKey(path);
    assertEquals(replace(() => ({})), []);
    assertEquals(replace(linkStatus("EIO")), [
      `Could not look at ${directory} again: Input/output error`,
    ]);
    const gone = assertThrows(() => replace(linkStatus("ENOENT")));
    assertFailure(
      gone,
      4,
      `Could not write ${path}: ${directory} was exchanged for another directory meanwhile`,
    );
    const syncing = (code: string) => (files: FileSystem) => ({
      openDirectory: (one: string) => ({ ...files.openDirectory(one), sync: failing(code) }),
    });
    const unsynced =
      `The directory of ${path} could not be synced: a power failure now may bring back ` +
      "what was there";
    assertEquals(replace(syncing("EINVAL")), [unsynced]);
    assertEquals(replace(() => ({ openDirectory: failing("EACCES") })), [unsynced]);
    const notSynced = assertThrows(() => replace(syncing("EIO")));
    assertFailure(notSynced, 4, `Could not write ${path}: Input/output error`);
    // Whoever reads JSON learns that it is the new key which is there.
    const codes = [gone, notSynced].map((error) => (error as Failure).details);
    assertEquals(codes, [
      { code: "directory-exchanged", inPlace: true },
      { code: "not-synced", inPlace: true },
    ]);
    // Each time, also with the failures, the key was in its place.
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  }));

Deno.test("a destination that is exchanged while the file is written is left alone, exit 2", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/d/authkey`;
    const exchanges: readonly [name: string, exchange: () => void][] = [
      ["the directory for a link to another", () => {
        Deno.renameSync(`${directory}/d`, `${directory}/before`);
        Deno.symlinkSync("victim", `${directory}/d`);
      }],
      ["the directory for another", () => {
        Deno.renameSync(`${directory}/d`, `${directory}/before`);
        Deno.mkdirSync(`${directory}/d`);
      }],
      ["the file for a link", () => Deno.symlinkSync("../victim/authkey", path)],
      ["the file for a directory", () => Deno.mkdirSync(path)],
    ];
    for (const [name, exchange] of exchanges) {
      for (const made of ["d", "victim"]) await Deno.mkdir(`${directory}/${made}`);
      await placeOldKey(`${directory}/victim/authkey`);
      const { system } = recordingSystem(changeFile((file) => ({
        close: () => {
          file.close();
          exchange();
        },
      })));
      const failure = assertThrows(() => replaceFile(system, NEW_KEY, request(path)));
      assert(failure instanceof Failure, name);
      assertEquals(failure.exitCode, 2, name);
      assertEquals(await look(`${directory}/victim`), ["authkey file 0400 old"], name);
      for (const one of ["d", "before"]) {
        const left = await look(`${directory}/${one}`).catch(() => []);
        assertEquals(left.filter((line) => line.includes("tmp")), [], name);
      }
      for (const { name } of Array.from(Deno.readDirSync(directory))) {
        await Deno.remove(`${directory}/${name}`, { recursive: true });
      }
    }
  }));

Deno.test("a directory that is exchanged for another before it is entered gets no file, exit 2", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/d`);
    const { system } = recordingSystem((files) => ({
      enter: (path) => {
        Deno.renameSync(`${directory}/d`, `${directory}/before`);
        Deno.mkdirSync(`${directory}/d`);
        return files.enter(path);
      },
    }));
    const path = `${directory}/d/authkey`;
    const failure = assertThrows(() => replaceFile(system, NEW_KEY, request(path)));
    const exchanged = `${directory}/d was exchanged for another directory`;
    assertFailure(failure, 2, `Could not create ${path}: ${exchanged}`);
    assertEquals([await look(`${directory}/d`), await look(`${directory}/before`)], [[], []]);
  }));

const NEVER = new Promise<never>(() => {});

/** What `generate` is asked for: a key from there, in its usual place below a directory. */
function keyIn(
  directory: string,
  source: GenerateRequest["source"],
  keySizeBytes: number,
): GenerateRequest {
  return {
    source,
    keySizeBytes,
    destination: {
      kind: "file",
      path: `${directory}/authkey`,
      noClobber: false,
      makeDirectories: false,
    },
    timeoutSeconds: null,
    imageSigns: [],
    reportsPrevious: false,
    warnings: [],
  };
}

Deno.test("generate() leaves no key byte in a buffer that it used, whether it succeeds or fails", () =>
  withDirectory(async (directory) => {
    for (const fails of [false, true]) {
      const { system, buffers } = recordingSystem(
        fails ? changeFile((file) => ({ ...file, sync: fail })) : undefined,
      );
      let key: Uint8Array | null = null;
      const made = generate(
        system,
        keyIn(directory, { kind: "csprng" }, 4096),
        SILENT_LISTENER,
        NEVER,
        (bytes) => {
          key = bytes;
          assert(!isWiped(bytes));
        },
      );
      const outcome = await made.then(() => "made", () => "failed");
      assertEquals(outcome, fails ? "failed" : "made");
      assertGreater(buffers.length, fails ? 0 : 2);
      assert(key !== null && isWiped(key));
      assertEquals(buffers.filter((buffer) => !isWiped(buffer)), []);
    }
  }));

Deno.test("generate() closes its source once, whether it succeeds or fails", () =>
  withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/bytes`, await fixedKey("source", 129));
    for (const keySizeBytes of [128, 130]) {
      let closed = 0;
      const { system } = recordingSystem((files) => ({
        openSource: async (path) => {
          const source = await files.openSource(path);
          return { ...source, close: () => (closed++, source.close()) };
        },
      }));
      const made = generate(
        system,
        keyIn(directory, { kind: "file", path: `${directory}/bytes` }, keySizeBytes),
        SILENT_LISTENER,
        NEVER,
        () => {},
      );
      const outcome = await made.then(() => "made", (error) => error.code);
      assertEquals([outcome, closed], [keySizeBytes === 128 ? "made" : "source-ended", 1]);
    }
  }));

const INSTALL = { root: null, check: null, force: false };

Deno.test("install() leaves no key byte in a buffer that it used, whether it succeeds or fails", () =>
  withDirectory(async (directory) => {
    await writeKey(`${directory}/from`, await fixedKey("install", 256));
    for (const fails of [false, true]) {
      const { system, buffers } = recordingSystem(
        fails ? changeFile((file) => ({ ...file, sync: fail })) : undefined,
      );
      const from = { kind: "file", path: `${directory}/from` } as const;
      const installed = install(system, { ...INSTALL, from, to: `${directory}/${fails}` }, NEVER);
      assertEquals(await installed.then(() => "made", () => "failed"), fails ? "failed" : "made");
      assertGreater(buffers.length, fails ? 1 : 3);
      assertEquals(buffers.filter((buffer) => !isWiped(buffer)), []);
    }
  }));

Deno.test("install() does nothing more once a signal has arrived", () =>
  withDirectory(async (directory) => {
    await writeKey(`${directory}/from`, await fixedKey("install", 256));
    const { system, calls } = recordingSystem();
    const from = { kind: "file", path: `${directory}/from` } as const;
    const signal = Promise.reject(new Error("signal"));
    const installed = install(system, { ...INSTALL, from, to: `${directory}/to` }, signal);
    assertEquals(await installed.then(() => "made", (error: Error) => error.message), "signal");
    // What was under way goes on for a moment.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertEquals(calls, []);
  }));

Deno.test("createIncrementalFile() is not there before it is finished, and leaves nothing when it is not", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/recording`;
    const growing = { path, mode: 0o600, isSecret: true, noClobber: true, makeDirectories: false };
    const { system, calls } = recordingSystem();
    const given_up = createIncrementalFile(system, growing);
    given_up.write(NEW_KEY);
    assertEquals((await look(directory)).map((line) => line.replace(/^\S+/, "*")), [
      "* file 0600 new",
    ]);
    given_up.abandon();
    given_up.abandon();
    assertEquals(await look(directory), []);
    calls.length = 0;
    const finished = createIncrementalFile(system, growing);
    finished.write(NEW_KEY.subarray(0, 28));
    finished.write(NEW_KEY.subarray(28));
    finished.finish();
    finished.abandon();
    assertEquals(await look(directory), ["recording file 0600 new"]);
    const order = calls.filter((call) => ["sync", "link", "sync directory"].includes(call));
    assertEquals(order, ["sync", "link", "sync directory"]);
  }));

function fail(): never {
  throw Object.assign(new Error(), { code: "EIO" });
}

/** Files that are created do something else. */
function changeFile(change: (file: OpenFile) => Partial<OpenFile>) {
  return (files: FileSystem): Partial<FileSystem> => ({
    createExclusive: (path, mode) => {
      const file = files.createExclusive(path, mode);
      return { ...file, ...change(file) };
    },
  });
}

function assertFailure(error: unknown, exitCode: number, message: string): void {
  assert(error instanceof Failure, String(error));
  assertEquals([error.exitCode, error.message], [exitCode, message]);
}

function modeOf(path: string): string {
  return ((Deno.lstatSync(path).mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
}

for (const code of ["ENOSPC", "EMLINK", "EDQUOT"]) {
  Deno.test(`replaceFile() renames where there is no room for a second name: ${code}`, () =>
    withDirectory(async (directory) => {
      const { system } = recordingSystem(() => ({
        link: () => {
          throw Object.assign(new Error(), { code });
        },
      }));
      const { method } = replaceFile(system, NEW_KEY, request(`${directory}/authkey`));
      assertEquals(method, "rename");
      assertEquals(await look(directory), ["authkey file 0400 new"]);
    }));
}

Deno.test("replaceFile() makes directories below one that may be written and not read", () =>
  withDirectory(async (directory) => {
    const { system, calls } = recordingSystem((files) => ({
      openDirectory: (path) => {
        if (path === directory) throw Object.assign(new Error(), { code: "EACCES" });
        return files.openDirectory(path);
      },
    }));
    replaceFile(system, NEW_KEY, request(`${directory}/made/authkey`, true));
    assertEquals(calls[0], "make directory 755");
    assertEquals(await look(`${directory}/made`), ["authkey file 0400 new"]);
  }));
