import { type Outcome, PROGRAM } from "./program.ts";

/** Far more than anything here takes, even on a busy machine: only a hang reaches it. */
const MAX_WAIT_MILLISECONDS = 60_000;

/** A program that is still running: what it has said so far can be waited for. */
export class RunningProgram {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: Gathered;
  readonly #stderr: Gathered;

  /** Starts a command in the C locale, with nothing on standard input unless `stdin` is "piped". */
  constructor(
    [command, ...args]: readonly string[],
    { env = {}, cwd, stdin = "null" }: {
      env?: Record<string, string>;
      cwd?: string;
      stdin?: "null" | "piped";
    } = {},
  ) {
    this.#child = new Deno.Command(command, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      env: { LC_ALL: "C", NO_COLOR: "1", ...env },
      stdin,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdout = new Gathered(this.#child.stdout);
    this.#stderr = new Gathered(this.#child.stderr);
  }

  get processId(): number {
    return this.#child.pid;
  }

  get stdin(): WritableStream<Uint8Array<ArrayBuffer>> {
    return this.#child.stdin;
  }

  /** Waits until the pattern matches all of standard output so far. */
  waitForStdout(pattern: RegExp): Promise<string> {
    return this.#stdout.waitFor(pattern);
  }

  waitForStderr(pattern: RegExp): Promise<string> {
    return this.#stderr.waitFor(pattern);
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for the end; a program that hangs is killed and gives the signal SIGKILL. */
  async ended(): Promise<Outcome> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), MAX_WAIT_MILLISECONDS);
    const { code, signal } = await this.#child.status;
    clearTimeout(timer);
    await Promise.all([this.#stdout.complete, this.#stderr.complete]);
    const stdoutBytes = this.#stdout.bytes;
    return { code, signal, stdout: this.#stdout.text, stderr: this.#stderr.text, stdoutBytes };
  }
}

/** Starts the program under test. */
export function startProgram(
  args: readonly string[],
  options: ConstructorParameters<typeof RunningProgram>[1] & { under?: readonly string[] } = {},
): RunningProgram {
  return new RunningProgram([...(options.under ?? []), ...PROGRAM, ...args], options);
}

/** What a stream has brought so far. */
class Gathered {
  readonly complete: Promise<void>;
  #chunks: Uint8Array[] = [];
  #ended = false;
  #wake = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.complete = this.#gather(stream);
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#chunks.flatMap((chunk) => Array.from(chunk)));
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  async waitFor(pattern: RegExp): Promise<string> {
    const until = performance.now() + MAX_WAIT_MILLISECONDS;
    for (;;) {
      const { text } = this;
      if (pattern.test(text)) return text;
      const left = until - performance.now();
      if (this.#ended || left <= 0) {
        throw new Error(`Waited in vain for ${pattern} in ${JSON.stringify(text)}`);
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      const timeout = new Promise<void>((resolve) => timer = setTimeout(resolve, left));
      await Promise.race([this.#wake.promise, timeout]);
      clearTimeout(timer);
    }
  }

  async #gather(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of stream) {
      this.#chunks.push(chunk);
      this.#notify();
    }
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

/** Makes a FIFO that only its owner can open. */
export async function makeFifo(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: ["-m", "600", path] }).output();
  if (!success) throw new Error(`Could not make the FIFO ${path}`);
}
