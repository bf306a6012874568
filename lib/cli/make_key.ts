import { generate } from "../key/generate.ts";
import { counted, utcTime } from "../math/amounts.ts";
import type { GenerateListener, GenerateRequest, KnownOfRun, Receipt } from "../key/types.ts";
import { isTerminalSource } from "../entropy/source.ts";
import { system } from "../system/mod.ts";
import { deliver, hint, print, printLine, reportIfPossible, warn } from "./channels.ts";
import { clock, hasLiveLine, type LiveLine, startLiveLine } from "./live_line.ts";
import { listenForSignals } from "./signals.ts";

/** How long a source may take before the status line appears: most answer at once. */
const STATUS_DELAY_MILLISECONDS = 150;

/**
 * Makes the key and tells about it: upstream's lines, or one JSON receipt.
 *
 * @param known what the receipt tells, filled in on the way; null: upstream's lines
 * @returns the exit code 0; everything else is thrown
 */
export async function makeKey(
  request: GenerateRequest,
  known: KnownOfRun | null,
): Promise<number> {
  const stop = listenForSignals();
  const listener = generateListener(request, known !== null);
  if (known !== null) {
    await makeKeyWithReceipt(request, known, listener, stop);
  } else {
    const toStdout = request.destination.kind === "stdout";
    const receipt = await generate(system, request, listener, stop, (key) => {
      if (toStdout) deliver(key);
    });
    if (request.reportsPrevious) reportIfPossible(() => reportPrevious(receipt));
  }
  return 0;
}

/** Beside upstream's lines, on stderr, for whoever makes a key where one is in use. */
function reportPrevious({ previous }: Receipt): void {
  if (previous === null || previous.isTheSame || previous.sizeBytes === 0) return;
  const { fingerprint, sizeBytes } = previous;
  if (fingerprint === null) {
    return warn(
      `Replaced ${counted(sizeBytes, "byte")} that ${
        sizeBytes === 1 ? "was" : "were"
      } no key, or could not be read`,
    );
  }
  const [day, time] = utcTime(previous.modifiedMilliseconds)?.split("T") ?? [];
  const when = day === undefined ? "" : ` of ${day} ${time.slice(0, 5)} UTC`;
  warn(`Replaced the key${when} (${fingerprint.full})`);
  hint(
    "a corosync that runs with it keeps it until corosync-cfgtool -R, once all nodes have the new one",
  );
}

async function makeKeyWithReceipt(
  request: GenerateRequest,
  known: KnownOfRun,
  listener: GenerateListener,
  stop: Promise<never>,
): Promise<void> {
  known.request = request;
  const { fingerprint } = await import("../key/fingerprint.ts");
  const { receiptJson } = await import("../report/json_report.ts");
  const receipt = await generate(system, request, listener, stop, async (key) => {
    known.fingerprint = await fingerprint(key);
  });
  reportIfPossible(() => deliver(receiptJson(system.runtime, known, receipt)));
}

/**
 * Tells a person how making a key goes: upstream's lines on stdout (on stderr when the key itself goes to
 * stdout, nowhere with --json), and on a terminal a status line while the source blocks.
 */
function generateListener(
  request: GenerateRequest,
  json: boolean,
): GenerateListener {
  const line = json
    ? () => {}
    : request.destination.kind === "stdout"
    ? (text: string) => printLine(system.stderr, text)
    : print;
  const asks = request.source.kind !== "csprng";
  const showsStatus = asks && hasLiveLine();
  const readsTerminal = showsStatus && isTerminalSource(system, request.source);
  // On a terminal the status line says it better than a line for every read.
  const repeatsItself = showsStatus && system.stdout.isTerminal();
  let status: LiveLine | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gatheredBytes = 0;

  return {
    onGathering: (sourceName, bits) => {
      line("Corosync Cluster Engine Authentication key generator.");
      if (!asks) return;
      line(`Gathering ${bits} bits for key from ${sourceName}.`);
      if (sourceName === "/dev/random") line("Press keys on your keyboard to generate entropy.");
      if (!showsStatus) return;
      const since = performance.now();
      timer = setTimeout(() => {
        const text = () => statusText(gatheredBytes * 8, bits, performance.now() - since);
        status = startLiveLine(text, !readsTerminal);
        status.draw();
      }, STATUS_DELAY_MILLISECONDS);
    },
    onHeldBytes: (sourceName, kind) =>
      warn(
        `Note: ${sourceName} is a ${kind}: its bytes are a key only if nobody else has them, ` +
          "and must never be used again",
      ),
    onShortRead: (gathered, needed) => {
      gatheredBytes = gathered;
      status?.draw();
      if (repeatsItself) return;
      const missing = (needed - gathered) * 8;
      line(`Press keys on your keyboard to generate entropy (${missing} bits still needed).`);
    },
    onGatheringEnded: () => {
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
      status?.stop();
      status = null;
    },
    onRejected: async (rejection) => {
      const { describeRejection, MAX_ATTEMPTS } = await import("../key/rejection.ts");
      gatheredBytes = 0;
      status?.clear();
      const attempt = `attempt ${rejection.attempt} of ${MAX_ATTEMPTS}`;
      warn(`Rejected the bytes (${attempt}), drawing fresh ones: ${describeRejection(rejection)}`);
    },
    onWarning: (text) => warn(`Warning: ${text}`),
    onWriting: (path) => line(`Writing corosync key to ${path}.`),
  };
}

/**
 * The words of the status line.
 *
 * @example
 * ```ts
 * statusText(312, 1024, 50_000); // "312 of 1024 bits, 6.2 bits/s, 0:50 so far; keep typing"
 * ```
 */
export function statusText(gatheredBits: number, neededBits: number, milliseconds: number): string {
  const bitsPerSecond = (gatheredBits / Math.max(milliseconds, 1) * 1000).toFixed(1);
  return `${gatheredBits} of ${neededBits} bits, ${bitsPerSecond} bits/s, ` +
    `${clock(milliseconds)} so far; keep typing`;
}
