/** Runs another program on some input, to compare with; returns what it printed. */
export async function runPeer(
  program: string,
  args: string[],
  input: Uint8Array,
): Promise<{ stdout: string; stderr: string }> {
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(new Uint8Array(input)).then(() => writer.close());
  const [{ stdout, stderr }] = await Promise.all([child.output(), written]);
  const decoder = new TextDecoder();
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
