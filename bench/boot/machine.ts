import type { Reader, Variant } from "./variants.ts";

/** What the first process of a machine printed, one boot a line. */
export interface Boot {
  /** From 1; of every variant and reader there is one of each number. */
  readonly number: number;
  readonly variant: string;
  readonly reader: Reader;
  readonly kernel: string;
  readonly accelerator: Accelerator;
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

/** What a machine boots: the files of one variant, with or without the program. */
export interface Payload {
  readonly variant: Variant;
  readonly kernelImage: string;
  readonly initramfs: string;
  /** What the variant's own devices need beside them. */
  readonly devices: readonly string[];
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

/** A machine that gave no figures; the message says what is known about why. */
export class BootFailure extends Error {}

/**
 * Boots a machine without network and disk and waits until it has switched itself off.
 *
 * @throws BootFailure when it does not within the time limit, or when its console says no result.
 */
export async function bootMachine(
  { variant, kernelImage, initramfs, devices }: Payload,
  reader: Reader,
  options: MachineOptions,
): Promise<Omit<Boot, "number" | "kernel">> {
  const parameters = ["console=ttyS0", "quiet", "panic=-1", ...variant.parameters];
  const child = new Deno.Command("qemu-system-x86_64", {
    args: [
      ...ACCELERATORS[options.accelerator],
      ...["-cpu", variant.cpu, "-m", `${options.memoryMegabytes}`],
      ...["-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", "-no-reboot"],
      ...["-kernel", kernelImage, "-initrd", initramfs],
      ...["-append", [...parameters, `measure=${reader}`].join(" ")],
      ...[...variant.devices, ...devices],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, options.timeoutSeconds * 1000);
  const { stdout, stderr } = await child.output();
  clearTimeout(timer);
  const text = new TextDecoder();
  const output = { console: text.decode(stdout), qemu: text.decode(stderr) };
  const line = late ? null : parseConsole(output.console);
  if (line === null || line.failed !== undefined || line.exitCode !== 0) {
    const what =
      `No figures from a machine with ${variant.name} (${reader}, ${options.accelerator})`;
    const why = late ? describeLateness(options, output) : line?.failed ?? describeEnd(output);
    throw new BootFailure(`${what}: ${why}`);
  }
  return {
    variant: variant.name,
    reader,
    accelerator: options.accelerator,
    startedMilliseconds: line.startedMilliseconds,
    readyBefore: line.readyBefore,
    execToExitMilliseconds: line.execToExitMilliseconds,
    gatheringMilliseconds: line.receipt?.gatheringMilliseconds ?? null,
  };
}

interface MachineOutput {
  readonly console: string;
  readonly qemu: string;
}

/** The one line of JSON among what the firmware and the kernel print. */
function parseConsole(text: string): ConsoleLine | null {
  const line = text.split(/\r?\n/).find((candidate) => /^\{"(started|failed)/.test(candidate));
  return line === undefined ? null : JSON.parse(line);
}

/** QEMU stops a machine that KVM cannot go on with, prints why first, and waits for a debugger. */
export function describeLateness(
  { accelerator, timeoutSeconds }: Pick<MachineOptions, "accelerator" | "timeoutSeconds">,
  output: MachineOutput,
): string {
  const firstLine = output.qemu.trim().split("\n")[0];
  const lastLine = output.console.trim().split(/\r?\n/).at(-1);
  return [
    `not switched off after ${timeoutSeconds} s`,
    firstLine ? `qemu says: ${firstLine}` : null,
    lastLine ? `last on its console: ${lastLine}` : "nothing on its console",
    accelerator === "kvm"
      ? "where the host is a virtual machine itself KVM may open and then crawl: leave --accel out"
      : null,
  ].filter((part) => part !== null).join("; ");
}

function describeEnd(output: MachineOutput): string {
  return output.qemu.trim() + output.console.slice(-400);
}
