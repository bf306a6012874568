import type { Kernel } from "./kernel.ts";
import type { Reader, Variant } from "./variants.ts";

/** What the first process of a machine printed, one boot a line. */
export interface Boot {
  readonly variant: string;
  readonly reader: Reader;
  readonly kernel: string;
  /** From the start of the kernel's clock to the first process. */
  readonly startedMilliseconds: number;
  /** Whether the generator was initialised before anybody asked. */
  readonly readyBefore: boolean;
  readonly execToExitMilliseconds: number;
  /** What the program itself saw of the wait: from asking for the key to having it; null of the probe. */
  readonly gatheringMilliseconds: number | null;
}

/**
 * How the processor is made. "counted" is software emulation whose clock counts instructions, two
 * nanoseconds each, and skips idle time: what else the host does no longer shows in the figures.
 */
export const ACCELERATORS = {
  tcg: ["-accel", "tcg"],
  counted: ["-accel", "tcg", "-icount", "shift=1,sleep=off"],
  kvm: ["-accel", "kvm"],
} as const;
export type Accelerator = keyof typeof ACCELERATORS;

export interface MachineOptions {
  readonly accelerator: Accelerator;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

/** A line of init.c. */
interface ConsoleLine {
  readonly failed?: string;
  readonly startedMilliseconds: number;
  readonly readyBefore: boolean;
  readonly execToExitMilliseconds: number;
  readonly exitCode: number;
  readonly receipt: { readonly gatheringMilliseconds?: number } | null;
}

/**
 * Boots a machine without network and disk and waits until it has switched itself off.
 *
 * @throws Error when it does not within the time-out, or when its console says no result.
 */
export async function bootMachine(
  variant: Variant,
  reader: Reader,
  kernel: Kernel,
  initramfs: string,
  options: MachineOptions,
): Promise<Boot> {
  const parameters = ["console=ttyS0", "quiet", "panic=-1", ...variant.parameters];
  const child = new Deno.Command("qemu-system-x86_64", {
    args: [
      ...ACCELERATORS[options.accelerator],
      ...["-cpu", variant.cpu, "-m", `${options.memoryMegabytes}`],
      ...["-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", "-no-reboot"],
      ...["-kernel", kernel.image, "-initrd", initramfs],
      ...["-append", [...parameters, `measure=${reader}`].join(" ")],
      ...variant.devices,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutSeconds * 1000);
  const { stdout, stderr } = await child.output();
  clearTimeout(timer);
  const text = new TextDecoder();
  const line = parseConsole(text.decode(stdout));
  if (line === null || line.failed !== undefined || line.exitCode !== 0) {
    const why = line?.failed ?? text.decode(stderr).trim() + text.decode(stdout).slice(-400);
    throw new Error(`No key in a machine with ${variant.name} (${reader}): ${why}`);
  }
  return {
    variant: variant.name,
    reader,
    kernel: kernel.release,
    startedMilliseconds: line.startedMilliseconds,
    readyBefore: line.readyBefore,
    execToExitMilliseconds: line.execToExitMilliseconds,
    gatheringMilliseconds: line.receipt?.gatheringMilliseconds ?? null,
  };
}

/** The one line of JSON among what the firmware and the kernel print. */
function parseConsole(text: string): ConsoleLine | null {
  const line = text.split(/\r?\n/).find((candidate) => /^\{"(started|failed)/.test(candidate));
  return line === undefined ? null : JSON.parse(line);
}
