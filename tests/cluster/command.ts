/** What a command did. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function command(
  words: readonly string[],
  input?: Uint8Array | string,
): Promise<CommandResult> {
  const child = new Deno.Command(words[0], {
    args: words.slice(1),
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const feeding = input === undefined ? Promise.resolve() : feed(child.stdin, input);
  const { code, stdout, stderr } = await child.output();
  await feeding;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function feed(
  stdin: WritableStream<Uint8Array<ArrayBuffer>>,
  input: Uint8Array | string,
): Promise<void> {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const writer = stdin.getWriter();
  await writer.write(new Uint8Array(bytes)).then(() => writer.close()).catch(
    () => {/* not read */},
  );
}

/** Runs a command that must succeed and returns what it printed. */
export async function must(words: readonly string[], input?: Uint8Array | string): Promise<string> {
  const { code, stdout, stderr } = await command(words, input);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** Asks until the answer is not null; waits 50 ms between two questions. */
export async function eventually<T>(
  what: string,
  seconds: number,
  question: () => Promise<T | null> | T | null,
  explain: () => string = () => "",
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  while (true) {
    const answer = await question();
    if (answer !== null) return answer;
    if (performance.now() > end) {
      throw new Error(
        `${what}: not within ${seconds} s\n${explain().split("\n").slice(-12).join("\n")}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
