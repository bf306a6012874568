import { MAX_ATTEMPTS } from "../key/generate.ts";
import type { GenerateListener, GenerateRequest } from "../key/receipt.ts";
import { system } from "../system/mod.ts";
import { print, printLine, warn } from "./channels.ts";
import type { StatusLine } from "./status_line.ts";

/** How long a source may take before the status line appears: most answer at once. */
const STATUS_DELAY_MILLISECONDS = 150;

/**
 * Tells a person how making a key goes: upstream's lines on stdout (on stderr when the key itself goes to
 * stdout, nowhere with --json), and on a terminal a status line while the source blocks.
 */
export function generateListener(
  request: GenerateRequest,
  json: boolean,
  interrupt: () => void,
): GenerateListener {
  const line = json
    ? () => {}
    : request.destination.kind === "stdout"
    ? (text: string) => printLine(system.stderr, text)
    : print;
  const asks = request.source.kind !== "csprng";
  const showsStatus = asks && system.stderr.isTerminal() &&
    system.environment("TERM") !== "dumb";
  // On a terminal the status line says it better than a line for every read.
  const repeatsItself = showsStatus && system.stdout.isTerminal();
  let status: StatusLine | null = null;
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
      const swallow = request.source.kind !== "stdin" && system.stdin.isForegroundTerminal();
      timer = setTimeout(async () => {
        const { startStatusLine } = await import("./status_line.ts");
        if (timer === undefined) return;
        status = startStatusLine(bits, since, swallow ? interrupt : null);
        status.update(gatheredBytes * 8);
      }, STATUS_DELAY_MILLISECONDS);
    },
    onShortRead: (gathered, needed) => {
      gatheredBytes = gathered;
      status?.update(gathered * 8);
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
      const { describeRejection } = await import("../key/rejection.ts");
      gatheredBytes = 0;
      status?.clear();
      const attempt = `attempt ${rejection.attempt} of ${MAX_ATTEMPTS}`;
      warn(`Rejected the bytes (${attempt}), drawing fresh ones: ${describeRejection(rejection)}`);
    },
    onRecovered: (path) => warn(`Put back the old key of ${path} that a killed run had saved`),
    onWriting: (path) => line(`Writing corosync key to ${path}.`),
  };
}
