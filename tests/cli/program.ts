/**
 * The program under test: whatever PROGRAM_UNDER_TEST names (words separated by spaces), else the source
 * on the Deno that runs the tests. The same tests run against the source, the bundles and the executables.
 */
import { ROOT } from "../../scripts/build/project.ts";

/** As `deno task keygen` runs the source, but that pages may have their package. */
export const SOURCE_FLAGS = ["-A", "--no-prompt", "--unstable-lazy-dynamic-imports"] as const;

/** Executable and leading arguments of the program under test. */
export const PROGRAM: readonly string[] = Deno.env.get("PROGRAM_UNDER_TEST")?.split(" ") ??
  [Deno.execPath(), "run", ...SOURCE_FLAGS, `${ROOT}main.ts`];

/** A word as a shell takes it. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export interface Outcome {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Uint8Array;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: Uint8Array | string;
  /** Words before the program, such as a tracer with its options. */
  readonly under?: readonly string[];
}

/** Runs the program to its end. Standard input is empty unless given. */
export async function runProgram(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  return await runCommand([...(options.under ?? []), ...PROGRAM, ...args], options);
}

/** Runs any command to its end, in the C locale. */
export async function runCommand(
  words: readonly string[],
  { env = {}, cwd, stdin }: RunOptions = {},
): Promise<Outcome> {
  const [command, ...args] = words;
  const child = new Deno.Command(command, {
    args,
    ...(cwd === undefined ? {} : { cwd }),
    env: { LC_ALL: "C", NO_COLOR: "1", ...env },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const feeding = stdin === undefined ? Promise.resolve() : feed(child.stdin, stdin);
  const { code, signal, stdout, stderr } = await child.output();
  await feeding;
  const text = new TextDecoder();
  return {
    code,
    signal,
    stdout: text.decode(stdout),
    stderr: code === 0 ? withoutChance(text.decode(stderr)) : text.decode(stderr),
    stdoutBytes: stdout,
  };
}

/**
 * Of 2,000 fair keys one is thrown away and drawn anew, by design, and the program says so. Suites make
 * hundreds of keys: what chance does to one is taken out, so that only what the program does can fail a test.
 * The tests about sources that are rejected use ones that the health tests or verify notice.
 */
function withoutChance(stderr: string): string {
  return stderr.replace(
    /^corosync-keygen: Rejected the bytes \(attempt 1 of 2\), drawing fresh ones: (?!repetition|adaptive|verify).*\n/m,
    "",
  );
}

async function feed(
  input: WritableStream<Uint8Array<ArrayBuffer>>,
  content: Uint8Array | string,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const writer = input.getWriter();
  try {
    await writer.write(new Uint8Array(bytes));
    await writer.close();
  } catch { /* the program ended before it had read everything */ }
}
