import { BuildFailure } from "./failure.ts";

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly success: boolean;
  /** Its exit code, or null where there is no such program. */
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams, as a person would have seen them. */
  readonly output: string;
}

const running = new Set<Deno.ChildProcess>();

/** Ends the programs that still run, and returns when they write no more. */
export async function endTools(): Promise<void> {
  for (const child of running) {
    try {
      child.kill("SIGKILL");
    } catch { /* the same signal has ended it */ }
  }
  await Promise.all(Array.from(running, ({ status }) => status));
}

/** Runs a program to its end and keeps what it says; it need not succeed. */
export async function tryTool(
  words: readonly string[],
  { cwd, env = {} }: ToolOptions = {},
): Promise<ToolResult> {
  const [command, ...args] = words;
  try {
    const child = new Deno.Command(command, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      env: { NO_COLOR: "1", DPKG_COLORS: "never", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    running.add(child);
    const { success, code, stdout, stderr } = await child.output();
    running.delete(child);
    const text = new TextDecoder();
    const printed = text.decode(stdout);
    return { success, code, stdout: printed, output: printed + text.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, code: null, stdout: "", output: `there is no program ${command}` };
  }
}

/** Runs a program that has to succeed and returns its standard output. */
export async function runTool(
  words: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { success, stdout, output } = await tryTool(words, options);
  if (!success) throw new BuildFailure(`${words.slice(0, 3).join(" ")} failed`, output.split("\n"));
  return stdout;
}
