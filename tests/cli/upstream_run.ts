import { fixedKey } from "../keys.ts";
import {
  HINT_ON_PLACES,
  HINT_ON_VALUES,
  NOTE_ON_FILES,
  WARNING_OF_LINK,
} from "./upstream_differences.ts";
import { openFedFifo } from "./fifo_feed.ts";
import { PROGRAM, runCommand } from "./program.ts";
import { RunningProgram } from "./running.ts";

/** One situation in which both programs run. In all its texts DIR stands for the program's own directory. */
export interface Scenario {
  readonly name: string;
  readonly args: readonly string[];
  /** Run by sh -e in DIR/out before the program. */
  readonly before?: string;
  /** Run by sh -e in DIR/out once the directory has been looked at. */
  readonly after?: string;
  /** Run by sh in front of the program, in the same shell: umask and the like. */
  readonly prelude?: string;
  /** Words in front of the program, such as setpriv with its options. */
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Upstream prints for ever: it is stopped by a limit on the size of the file its output goes to. */
  readonly upstreamIsEndless?: boolean;
  /** Deno starts no source file there, or would first download what it has for root only. */
  readonly needsExecutable?: boolean;
  /** Where neither runtime lets a compiled program begin: it ends with words of its own, and touches nothing. */
  readonly endsBefore?: boolean;
  /** Pieces of the source that go into DIR/fifo one by one, each after the line that asks for more. */
  readonly pieces?: readonly number[];
}

/** What came of it, in comparable form. */
export interface Observation {
  /** Exit code, or 128 + n after signal n. */
  readonly code: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Every entry of DIR/out, a line each: name, kind, mode, owner, links, content. */
  readonly files: string;
}

export const FIELDS = ["code", "stdout", "stderr", "files"] as const;

/** Random bytes for -r; the two programs read the same. */
export const SOURCE = await fixedKey("source", 8192);
/** A key file of that many bytes before the program ran. */
const oldContent = (bytes: number): Uint8Array<ArrayBuffer> => new Uint8Array(bytes).fill(0x6f);

/** Runs upstream's program. */
export function observeUpstream(scenario: Scenario, directory: string): Promise<Observation> {
  return observe(scenario, directory, ["corosync-keygen"], scenario.upstreamIsEndless ?? false);
}

/** Runs the program under test. */
export function observeOurs(scenario: Scenario, directory: string): Promise<Observation> {
  return observe(scenario, directory, PROGRAM, false);
}

async function observe(
  scenario: Scenario,
  directory: string,
  program: readonly string[],
  endless: boolean,
): Promise<Observation> {
  const out = `${directory}/out`;
  await Deno.mkdir(out, { recursive: true });
  await Deno.writeFile(`${directory}/source`, SOURCE);
  await Deno.writeFile(`${directory}/old`, oldContent(3000));
  const fill = (text: string) => text.replaceAll("DIR", directory);
  await shell(fill(scenario.before ?? ":"), out);
  try {
    const prelude = fill(scenario.prelude ?? ":");
    const words = [
      ...["timeout", "-s", "KILL", "60"],
      ...(scenario.under ?? []).map(fill),
      ...["sh", "-c"],
      // 16 blocks of 512 bytes.
      endless
        ? `${prelude}; ulimit -f 16; exec "$@" >${directory}/printed`
        : `${prelude}; exec "$@"`,
      "sh",
      ...program,
      ...scenario.args.map(fill),
    ];
    const env = {
      PATH: `/usr/sbin:/sbin:${Deno.env.get("PATH")}`,
      ...Object.fromEntries(
        Object.entries(scenario.env ?? {}).map(([name, text]) => [name, fill(text)]),
      ),
    };
    const { code, stdout, stderr } = scenario.pieces === undefined
      ? await runCommand(words, { env, cwd: out })
      : await runFed(words, env, directory, scenario.pieces);
    const said = endless ? await Deno.readTextFile(`${directory}/printed`) : stdout;
    return {
      code: `${code}`,
      stdout: said.replaceAll(directory, "DIR"),
      stderr: stderr.replaceAll(directory, "DIR").replace(NOTE_ON_FILES, "")
        .replace(HINT_ON_VALUES, "").replace(HINT_ON_PLACES, "").replace(WARNING_OF_LINK, ""),
      files: (await describeTree(out, "")).join(""),
    };
  } finally {
    await shell(fill(scenario.after ?? ":"), out);
  }
}

/** Feeds DIR/fifo; stdbuf makes the C program say at once what it would say on a terminal. */
async function runFed(
  words: readonly string[],
  env: Record<string, string>,
  directory: string,
  pieces: readonly number[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  using fifo = await openFedFifo(`${directory}/fifo`);
  const running = new RunningProgram(["stdbuf", "-oL", ...words], { env, cwd: `${directory}/out` });
  let sent = 0;
  for (const [asked, piece] of pieces.entries()) {
    await running.waitForStdout(new RegExp(`(still needed\\)\\.\n[^]*){${asked}}`));
    await fifo.feed(SOURCE.subarray(sent, sent + piece));
    sent += piece;
  }
  return await running.ended();
}

async function shell(script: string, cwd: string): Promise<void> {
  const { code, stderr } = await runCommand(["sh", "-ec", script], { cwd });
  if (code !== 0) throw new Error(`${script}: ${stderr}`);
}

async function describeTree(directory: string, prefix: string): Promise<string[]> {
  const names = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  const lines: string[] = [];
  for (const name of names) {
    const path = `${directory}/${name}`;
    const status = await Deno.lstat(path);
    const mode = ((status.mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
    const owner = `${status.uid}:${status.gid}`;
    const about = status.isFile
      ? `file ${mode} ${owner} links ${status.nlink}: ${describeContent(await Deno.readFile(path))}`
      : status.isSymlink
      ? `symlink: ${(await Deno.readLink(path)).replaceAll(directory, "DIR/out")}`
      : `${status.isDirectory ? "directory" : status.isFifo ? "fifo" : "device"} ${mode} ${owner}`;
    lines.push(`${prefix}${name.slice(0, 40)} ${about}\n`);
    if (status.isDirectory) lines.push(...await describeTree(path, `${prefix}${name}/`));
  }
  return lines;
}

/** Bytes of the source and of the old key by name, everything else by its length only: it is random. */
function describeContent(content: Uint8Array): string {
  const equals = (wanted: Uint8Array) =>
    content.every((byte, i) => byte === wanted[i]) && content.length <= wanted.length;
  if (content.length === 0) return "empty";
  if (equals(SOURCE)) return `${content.length} bytes of the source`;
  if (equals(oldContent(content.length))) return `${content.length} old bytes`;
  return `${content.length} other bytes`;
}
