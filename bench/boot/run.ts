/**
 * Runs a command to its end and returns its standard output.
 *
 * @throws Error with the command's own words when it fails.
 */
export async function run(words: readonly string[], cwd?: string): Promise<string> {
  const [command, ...args] = words;
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`Could not run ${words.join(" ")}: ${text.decode(stderr).trim()}`);
  return text.decode(stdout);
}
