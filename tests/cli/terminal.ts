import { PROGRAM, quoted } from "./program.ts";
import { RunningProgram } from "./running.ts";

/**
 * The program on a terminal: script(1) gives it one, types what it is sent, and shows what appears.
 *
 * The shell around the program reports, each on a line of its own, the terminal's settings before and after
 * ("before" and "after"), the program's process id, its exit code, and what was typed and not read.
 */
const AROUND = `
trap : INT HUP QUIT
stty cols 120 rows 40
echo "terminal $(tty)"
echo "before $(stty -g)"
sh -c 'echo "process $$"; exec "$@"' sh "$@"
echo "exit $?"
echo "after $(stty -g)"
stty -icanon -echo min 0 time 0
echo "left <$(dd bs=1000 count=1 2>/dev/null)>"
stty sane
`;

const encoder = new TextEncoder();

/** A terminal on which the program runs. */
export class Terminal {
  readonly #script: RunningProgram;
  readonly #keyboard: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  /** @param redirection for the program, as a shell writes it, such as ">/tmp/lines" */
  constructor(args: readonly string[], env: Record<string, string> = {}, redirection = "") {
    const words = ["sh", "-c", AROUND.replace('exec "$@"', `exec "$@" ${redirection}`), "sh"];
    const command = "exec " + [...words, ...PROGRAM, ...args].map(quoted).join(" ");
    this.#script = new RunningProgram(
      ["script", "--quiet", "--flush", "--echo", "always", "--command", command, "/dev/null"],
      { env: { TERM: "xterm", SHELL: "/bin/sh", ...env }, stdin: "piped" },
    );
    this.#keyboard = this.#script.stdin.getWriter();
  }

  /** Waits until what has appeared so far matches, and returns all of it. */
  shows(pattern: RegExp): Promise<string> {
    return this.#script.waitForStdout(pattern);
  }

  async type(keys: string): Promise<void> {
    await this.#keyboard.write(encoder.encode(keys));
  }

  /** What the shell around the program reported under a name. */
  async reported(name: "terminal" | "process" | "before" | "after" | "exit"): Promise<string> {
    const text = await this.shows(new RegExp(`(^|\\n|\\r|K)${name} [^\\r ]*\\r\\n`));
    return new RegExp(`${name} ([^\\r ]*)\\r\\n`).exec(text)![1];
  }

  /** Waits for the end of the shell; everything that appeared. */
  async ended(): Promise<string> {
    const text = await this.shows(/left <[^]*>\r\n/);
    await this.#keyboard.close();
    await this.#script.ended();
    return text;
  }
}
