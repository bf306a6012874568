/**
 * Runs another program of Debian's on some input, to compare with.
 *
 * @returns What it printed; null, with the reason on standard error, where it is not installed.
 */
export async function peer(
  program: string,
  args: string[],
  input: Uint8Array,
): Promise<{ stdout: string; stderr: string } | null> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, { args, stdin: "piped", stdout: "piped", stderr: "piped" })
      .spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.stderr.write(new TextEncoder().encode(`skipped: ${program} is not installed\n`));
    return null;
  }
  const writer = child.stdin.getWriter();
  const written = writer.write(new Uint8Array(input)).then(() => writer.close());
  const [{ stdout, stderr }] = await Promise.all([child.output(), written]);
  const decoder = new TextDecoder();
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
