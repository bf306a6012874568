import { VERSION } from "../version.ts";
import { valueOrNull } from "./errors.ts";
import { shellWord } from "./printable.ts";
import type { System } from "./types.ts";

/** More than any of the files asked for has, but for /proc/cpuinfo, which repeats itself. */
const MAX_FILE_BYTES = 65_536;

/** The machine and the moment; null wherever it does not say. */
export interface Conditions {
  readonly time: string;
  readonly program: string;
  readonly runtime: string;
  /** As a shell would take it again. */
  readonly commandLine: string;
  readonly host: string | null;
  readonly kernel: string | null;
  /** Told apart by what the kernel offers, not by its version: distributions carry the new one back. */
  readonly generator: "blocking pool" | "no blocking pool" | null;
  readonly cpu: string | null;
  readonly cpuHasGenerator: boolean | null;
  readonly hypervisor: string | null;
  readonly uptimeSeconds: number | null;
  /** The hardware generator that feeds the kernel. */
  readonly hardwareGenerator: string | null;
  /** Whether the kernel has a virtio generator, in use or not. */
  readonly virtioGenerator: boolean | null;
  /** Programs that feed the kernel, such as haveged, as far as they run and are seen from here. */
  readonly entropyDaemons: readonly string[] | null;
  /** entropy_avail: below 256 on a kernel from 5.18 on, the generator is not yet initialised. */
  readonly entropyAvailableBits: number | null;
}

/** What conditions are read from. */
interface AskedSystem {
  readonly runtime: Pick<System["runtime"], "name" | "version">;
  readonly arguments: readonly string[];
  readonly files: Pick<System["files"], "readFile" | "list">;
}

/** On what machine and at what moment this run takes place; asked while the program has all its permissions. */
export function readConditions(
  { runtime, arguments: words, files }: AskedSystem,
  time: Date = new Date(),
): Conditions {
  const decoder = new TextDecoder();
  // Null where it is another system, another kernel, or not allowed: then it is reported as unknown.
  const readText = (path: string) =>
    valueOrNull(() => decoder.decode(files.readFile(path, MAX_FILE_BYTES)));
  const list = (path: string) => valueOrNull(() => files.list(path));
  const line = (path: string) => readText(path)?.trim() || null;
  const cpuInfo = readText("/proc/cpuinfo");
  const uptime = Number.parseFloat(line("/proc/uptime") ?? "");
  const entropy = Number.parseInt(line("/proc/sys/kernel/random/entropy_avail") ?? "", 10);
  const flags = cpuField(cpuInfo, "flags");
  return {
    time: time.toISOString(),
    program: `corosync-keygen ${VERSION}`,
    runtime: `${runtime.name} ${runtime.version}`,
    commandLine: ["corosync-keygen", ...words].map(shellWord).join(" "),
    host: line("/proc/sys/kernel/hostname"),
    kernel: line("/proc/sys/kernel/osrelease"),
    generator: generatorOf(line),
    cpu: cpuField(cpuInfo, "model name"),
    cpuHasGenerator: flags === null ? null : /\brd(rand|seed)\b/.test(flags),
    hypervisor: hypervisorOf(line, flags),
    uptimeSeconds: Number.isNaN(uptime) ? null : uptime,
    hardwareGenerator: hardwareGeneratorOf(line("/sys/class/misc/hw_random/rng_current")),
    virtioGenerator: virtioGeneratorOf(line("/sys/class/misc/hw_random/rng_available"), list),
    entropyDaemons: entropyDaemonsOf(list("/proc"), line),
    entropyAvailableBits: Number.isNaN(entropy) ? null : entropy,
  };
}

/** read_wakeup_threshold went away together with the blocking pool (Linux 5.6). */
function generatorOf(line: (path: string) => string | null): Conditions["generator"] {
  if (line("/proc/sys/kernel/random/read_wakeup_threshold") !== null) return "blocking pool";
  return line("/proc/sys/kernel/random/poolsize") === null ? null : "no blocking pool";
}

function cpuField(cpuInfo: string | null, name: string): string | null {
  const match = cpuInfo === null ? null : new RegExp(`^${name}\\s*:\\s*(.+)$`, "m").exec(cpuInfo);
  return match === null ? null : match[1].trim();
}

/** The name where firmware or Xen give one; else whether the processor says that there is one at all. */
function hypervisorOf(line: (path: string) => string | null, flags: string | null): string | null {
  const virtual = flags?.split(/\s+/).includes("hypervisor") ?? false;
  const xen = line("/sys/hypervisor/type");
  if (xen !== null) return xen;
  if (!virtual) return null;
  const vendor = line("/sys/class/dmi/id/sys_vendor");
  const product = line("/sys/class/dmi/id/product_name");
  return [vendor, product].filter((part) => part !== null).join(" ") || "unnamed";
}

/** The list of generators is empty without one; a kernel without the class has none at all. */
function virtioGeneratorOf(
  available: string | null,
  list: (path: string) => readonly string[] | null,
): boolean | null {
  if (available !== null) return /\bvirtio/.test(available);
  return list("/sys/class") === null ? null : false;
}

/** As /proc/PID/comm has them, which ends after 15 characters. */
const DAEMONS = ["haveged", "rngd", "jitterentropy-r"];

function entropyDaemonsOf(
  processes: readonly string[] | null,
  line: (path: string) => string | null,
): readonly string[] | null {
  if (processes === null) return null;
  const running = new Set(
    processes.filter((name) => /^\d+$/.test(name)).map((process) => line(`/proc/${process}/comm`)),
  );
  return DAEMONS.filter((name) => running.has(name));
}

function hardwareGeneratorOf(current: string | null): string | null {
  return current === "none" ? null : current;
}
