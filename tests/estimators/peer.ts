import { canRun } from "../peers.ts";

/** Debian packages of the programs. */
const PACKAGES = { rngtest: "rng-tools5", ent: "ent" };

/**
 * Runs another program of Debian's on some input, to compare with.
 *
 * @returns What it printed; null, with the reason on standard error, where it is not installed.
 */
export async function peer(
  program: keyof typeof PACKAGES,
  args: string[],
  input: Uint8Array,
): Promise<{ stdout: string; stderr: string } | null> {
  const programs = { [program]: PACKAGES[program] };
  if (!canRun(`comparison with ${program}`, { programs })) return null;
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
