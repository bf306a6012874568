import { BuildFailure } from "../../scripts/build/failure.ts";
import { parseScriptArguments, wholeNumber } from "../../scripts/command_line.ts";
import { type Accelerator, ACCELERATORS } from "./machine.ts";
import { READERS, VARIANTS } from "./variants.ts";

const OPTIONS = [
  { name: "boots", value: "N", summary: "of each variant and reader; default 10" },
  {
    name: "accel",
    value: "NAME",
    summary: `${Object.keys(ACCELERATORS).join(", ")}; default counted`,
  },
  { name: "kernel", value: "PACKAGE", summary: "of Debian; default linux-image-cloud-amd64" },
  { name: "program", value: "FILE", summary: "the executable; default is to build it" },
  { name: "readers", value: "NAME,NAME", summary: `of ${READERS.join(", ")}; default all` },
  {
    name: "variants",
    value: "NAME,NAME",
    summary: `of ${VARIANTS.map(({ key }) => key).join(", ")}; default all`,
  },
  { name: "timeout", value: "SECONDS", summary: "for one machine; default 120" },
  { name: "output", value: "FILE", summary: "where each boot is kept" },
  { name: "resume", summary: "boot only what the output file does not hold yet" },
];

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
 * @throws BuildFailure on what it does not understand, HelpWanted for -h and --help
 */
export function parseOptions(args: readonly string[], work: string): Options {
  const given = parseScriptArguments("bench:boot", OPTIONS, args);
  const of = (name: string) => given.values[name]?.at(-1);
  const keys = VARIANTS.map(({ key }) => key);
  return {
    boots: wholeNumber(given, "boots", { otherwise: 10 }),
    accelerator: oneOf("accel", of("accel") ?? "counted", Object.keys(ACCELERATORS)) as Accelerator,
    kernelPackage: of("kernel") ?? "linux-image-cloud-amd64",
    program: of("program") ?? null,
    readers: listOf("readers", of("readers"), READERS),
    variants: listOf("variants", of("variants"), keys),
    timeoutSeconds: wholeNumber(given, "timeout", { otherwise: 120 }),
    output: of("output") ?? `${work}/boots.jsonl`,
    resume: of("resume") !== undefined,
  };
}

function oneOf(option: string, value: string, supported: readonly string[]): string {
  if (supported.includes(value)) return value;
  throw new BuildFailure(`Unsupported --${option} '${value}' (supported: ${supported.join(", ")})`);
}

function listOf(
  option: string,
  text: string | undefined,
  supported: readonly string[],
): readonly string[] {
  return text === undefined
    ? supported
    : text.split(",").map((value) => oneOf(option, value, supported));
}
