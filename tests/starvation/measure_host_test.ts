import { Failure, Interrupted } from "../../lib/failure.ts";
import { measureHost } from "../../lib/starvation/measure_host.ts";
import { system } from "../../lib/system/mod.ts";
import type { FileStatus, ReadableFile, System } from "../../lib/system/types.ts";
import { assertEquals, assertRejects } from "../assert.ts";
import { PLAN } from "./samples.ts";

const SILENT = { onRound: () => {}, onBytes: () => {} };
const never = new Promise<never>(() => {});
const SOURCE = { kind: "file", path: "/dev/null" } as const;
const ONE_ROUND = { ...PLAN, rounds: 1, pauseSeconds: 0, seconds: null };

/** A host whose source is the file given; what was done to it, in order. */
function host(file: Promise<ReadableFile>): { system: System; calls: string[] } {
  const calls: string[] = [];
  const openSource = (path: string) => {
    calls.push(`open ${path}`);
    return file;
  };
  const dropPermissions = () => {
    calls.push("drop permissions");
    return true;
  };
  return { system: { ...system, files: { ...system.files, openSource }, dropPermissions }, calls };
}

/** Bytes of the system's generator, which no health test refuses. */
function goodSource(calls: () => string[]): ReadableFile {
  return {
    read: (buffer) => {
      calls().push("read");
      crypto.getRandomValues(buffer as Uint8Array<ArrayBuffer>);
      return Promise.resolve(buffer.length);
    },
    isTerminal: () => false,
    close: () => calls().push("close"),
  };
}

Deno.test("measureHost() opens, gives up permissions, reads and closes the source of the system that it is given", async () => {
  const { system: given, calls } = host(Promise.resolve(goodSource(() => calls)));
  const { rounds, sources, interruptedBy } = await measureHost(
    given,
    ONE_ROUND,
    SOURCE,
    [],
    SILENT,
    never,
  );
  assertEquals(rounds.map(({ mode, outcome }) => [mode, outcome]), [
    ["blocking", "whole"],
    ["less-secure", "whole"],
  ]);
  assertEquals(calls, ["open /dev/null", "drop permissions", "read", "close"]);
  assertEquals(sources, { blocking: "/dev/null", "less-secure": "crypto.getRandomValues" });
  assertEquals(interruptedBy, null);
});

Deno.test("a signal while the source is not open yet is a measurement of no rounds", async () => {
  const { system: given, calls } = host(new Promise(() => {}));
  const stop = Promise.reject(new Interrupted("SIGTERM", 143));
  const { rounds, interruptedBy } = await measureHost(given, ONE_ROUND, SOURCE, [], SILENT, stop);
  assertEquals([rounds, interruptedBy], [[], "SIGTERM"]);
  assertEquals(calls, ["open /dev/null"], "permissions are needed until it is open");
});

Deno.test("a source that is not open within the time of a round is exit 1", async () => {
  const { system: given } = host(new Promise(() => {}));
  const plan = { ...ONE_ROUND, timeoutSeconds: 0 };
  const failure = await assertRejects(
    () => measureHost(given, plan, SOURCE, [], SILENT, never),
    Failure,
  );
  assertEquals(failure.exitCode, 1);
  assertEquals(failure.message, "Starved by the source: not open after 0 s");
});

Deno.test("a source that is not open within the time for all rounds is exit 1, and that time includes opening", async () => {
  const { system: given } = host(new Promise(() => {}));
  const failure = await assertRejects(
    () => measureHost(given, { ...ONE_ROUND, seconds: 0.01 }, SOURCE, [], SILENT, never),
    Failure,
  );
  assertEquals(failure.message, "Starved by the source: not open after 0.01 s");

  // Open after 600 ms of a second: a read without an answer is cut after the other 400 ms.
  const silent: ReadableFile = {
    read: () => new Promise(() => {}),
    isTerminal: () => false,
    close: () => {},
  };
  const opened = new Promise<ReadableFile>((resolve) => setTimeout(() => resolve(silent), 600));
  const plan = { ...ONE_ROUND, seconds: 1 };
  const measured = await measureHost(host(opened).system, plan, SOURCE, [], SILENT, never);
  const [{ outcome, endedMilliseconds }] = measured.rounds;
  assertEquals([outcome, endedMilliseconds < 900, measured.plan], ["cut", true, plan]);
});

Deno.test("a device of the kernel's generator is known by its number, whatever it is called", async () => {
  const isKernelDevice = async (status: Partial<FileStatus>, kind: "file" | "stdin" = "file") => {
    const { system: given } = host(Promise.resolve(goodSource(() => [])));
    const full: FileStatus = {
      ...system.files.status("/"),
      kind: "device",
      isBlockDevice: false,
      ...status,
    };
    const faked: System = {
      ...given,
      files: {
        ...given.files,
        status: (path) => path === SOURCE.path ? full : given.files.status(path),
      },
      stdin: { ...given.stdin, status: () => full },
    };
    const source = kind === "stdin" ? { kind } : SOURCE;
    return (await measureHost(faked, ONE_ROUND, source, [], SILENT, never)).isKernelDevice;
  };
  for (const kind of ["file", "stdin"] as const) {
    for (const [minor, isOne] of [[7, false], [8, true], [9, true], [10, false]] as const) {
      assertEquals(await isKernelDevice({ deviceNumber: 0x100 + minor }, kind), isOne);
    }
  }
  assertEquals(await isKernelDevice({ deviceNumber: 0x108, isBlockDevice: true }), false);
  assertEquals(await isKernelDevice({ deviceNumber: 0x108, kind: "file" }), false);
  for (const [name, number] of [["random", 0x108], ["urandom", 0x109]] as const) {
    assertEquals(system.files.status(`/dev/${name}`).deviceNumber, number);
  }
});

Deno.test("the source is closed when measuring it fails", async () => {
  const { system: given, calls } = host(Promise.resolve({
    read: () => Promise.reject(new Error("Input/output error")),
    isTerminal: () => false,
    close: () => calls.push("close"),
  }));
  const { rounds } = await measureHost(given, ONE_ROUND, SOURCE, [], SILENT, never);
  assertEquals(rounds.map(({ outcome }) => outcome), ["failed"]);
  assertEquals(calls.at(-1), "close");
});
