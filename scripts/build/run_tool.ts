import { BuildFailure } from "./failure.ts";

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolResult {
  readonly success: boolean;
  readonly stdout: string;
  /** Both streams, as a person would have seen them. */
  readonly output: string;
}

/** Runs a program to its end and keeps what it says; it need not succeed. */
export async function tryTool(
  words: readonly string[],
  { cwd, env = {} }: ToolOptions = {},
): Promise<ToolResult> {
  const [command, ...args] = words;
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      env: { NO_COLOR: "1", ...env },
    }).output();
    const text = new TextDecoder();
    const said = text.decode(stdout);
    return { success, stdout: said, output: said + text.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, stdout: "", output: `there is no program ${command}` };
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
