import { getopt } from "../../lib/cli/getopt.ts";
import { type Accelerator, ACCELERATORS } from "./machine.ts";
import { READERS, VARIANTS } from "./variants.ts";

const DEFAULTS = {
  boots: "10",
  accel: "counted",
  kernel: "linux-image-cloud-amd64",
  program: "",
  readers: READERS.join(","),
  variants: VARIANTS.map(({ key }) => key).join(","),
  timeout: "120",
  output: "",
};

export interface Options {
  readonly boots: number;
  readonly accelerator: Accelerator;
  /** A Debian package with a kernel image, or a metapackage that depends on one. */
  readonly kernelPackage: string;
  /** The executable under test; null to build it now. */
  readonly program: string | null;
  readonly readers: readonly string[];
  /** Keys of variants. */
  readonly variants: readonly string[];
  /** How long one machine may run. */
  readonly timeoutSeconds: number;
  readonly output: string;
  /** Boot only what the output file does not hold yet. */
  readonly resume: boolean;
}

/**
 * Reads the command line.
 *
 * @throws Error on what it does not understand.
 */
export function parseOptions(args: readonly string[], work: string): Options {
  const given = { ...DEFAULTS, output: `${work}/boots.jsonl` };
  let resume = false;
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const table = [
    ...names.map((long) => ({ key: long, long, takesValue: true })),
    { key: "resume", long: "resume", takesValue: false },
  ];
  for (const parsed of getopt(args, table)) {
    if (parsed.kind === "error") throw new Error(parsed.message);
    if (parsed.kind === "positional") throw new Error(`Unexpected argument '${parsed.value}'`);
    if (parsed.key === "resume") resume = true;
    else given[parsed.key as keyof typeof DEFAULTS] = parsed.value ?? "";
  }
  return {
    boots: wholeNumber("boots", given.boots),
    accelerator: oneOf("accel", given.accel, Object.keys(ACCELERATORS)) as Accelerator,
    kernelPackage: given.kernel,
    program: given.program === "" ? null : given.program,
    readers: listOf("readers", given.readers, READERS),
    variants: listOf("variants", given.variants, VARIANTS.map(({ key }) => key)),
    timeoutSeconds: wholeNumber("timeout", given.timeout),
    output: given.output,
    resume,
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`Unsupported --${option} '${text}' (want a whole number from 1)`);
}

function oneOf(option: string, value: string, supported: readonly string[]): string {
  if (supported.includes(value)) return value;
  throw new Error(`Unsupported --${option} '${value}' (supported: ${supported.join(", ")})`);
}

function listOf(option: string, text: string, supported: readonly string[]): string[] {
  return text.split(",").map((value) => oneOf(option, value, supported));
}
