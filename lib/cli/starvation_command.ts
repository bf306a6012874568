import { EXIT, Failure } from "../failure.ts";
import type { SourceChoice } from "../entropy/source.ts";
import { KEY_SIZE_BYTES, parseKeySize } from "../corosync/key_size.ts";
import type { Plan } from "../starvation/types.ts";
import { withJsonErrors } from "./with_json_errors.ts";
import { checkOutputFiles } from "./write_report.ts";
import { type ParsedOptions, parseOptions, parseSeconds, refusePositionals } from "./parse.ts";
import { starvationSpec } from "./starvation_spec.ts";

const DEFAULT_ROUNDS = 10;
/** Every read of every round is kept and reported: about 100 MB of JSON. */
const MAX_ROUNDS = 10_000;

/** `corosync-keygen starvation`. Returns the exit code. */
export async function runStarvation(args: readonly string[]): Promise<number> {
  const options = await parseOptions(args, starvationSpec, (key, value) => {
    if (key === "size") parseKeySize(value);
    if (key === "rounds") parseRounds(value);
    if (key === "seconds" || key === "timeout") parseSeconds(key, value);
    if (key === "pause") parsePause(value);
    if (key === "stall") parseMilliseconds(value);
  });
  if (typeof options === "number") return options;
  refusePositionals(options.positionals, 0, "-r SOURCE names what is measured");
  const json = options.flags.has("json");
  return await withJsonErrors("starvation", json, async () => {
    const source = toSource(options.values.get("random-file"));
    const htmlPath = options.values.get("html") ?? null;
    checkOutputFiles([{ option: "html", path: htmlPath }], [source]);
    const { measure } = await import("./measure_starvation.ts");
    return await measure({ plan: toPlan(options.values), source, json, htmlPath });
  });
}

function toPlan(values: ParsedOptions["values"]): Plan {
  const value = <Result>(key: string, parse: (text: string) => Result, usual: Result): Result => {
    const text = values.get(key);
    return text === undefined ? usual : parse(text);
  };
  const seconds = value<number | null>("seconds", (text) => parseSeconds("seconds", text), null);
  return {
    keySizeBytes: value<number>("size", parseKeySize, KEY_SIZE_BYTES.usual),
    rounds: value("rounds", parseRounds, seconds === null ? DEFAULT_ROUNDS : MAX_ROUNDS),
    seconds,
    pauseSeconds: value("pause", parsePause, 0.1),
    stallMilliseconds: value("stall", parseMilliseconds, 1),
    timeoutSeconds: value("timeout", (text) => parseSeconds("timeout", text), 60),
  };
}

function toSource(named: string | undefined): SourceChoice {
  if (named === "-") return { kind: "stdin" };
  return { kind: "file", path: named ?? "/dev/random" };
}

function parseRounds(text: string): number {
  const rounds = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (rounds >= 1 && rounds <= MAX_ROUNDS) return rounds;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --rounds '${text}' (supported: 1 to ${MAX_ROUNDS})`,
  );
}

function parsePause(text: string): number {
  return /^0+(\.0+)?$/.test(text) ? 0 : parseSeconds("pause", text);
}

function parseMilliseconds(text: string): number {
  const milliseconds = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : NaN;
  if (milliseconds > 0 && milliseconds <= 3_600_000) return milliseconds;
  throw new Failure(
    EXIT.usageOrSource,
    `Unsupported --stall '${text}' (supported: more than 0 and up to 3600000 milliseconds)`,
  );
}
