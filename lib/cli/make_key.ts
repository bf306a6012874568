import { Failure, Interrupted } from "../failure.ts";
import { generate } from "../key/generate.ts";
import type { GenerateRequest, Receipt } from "../key/receipt.ts";
import { system } from "../system/mod.ts";
import { deliver, deliverIfPossible, hint, warn } from "./channels.ts";
import { generateListener } from "./generate_listener.ts";
import { listenForSignals } from "./signals.ts";

/**
 * Makes the key and tells about it: upstream's lines, or one JSON receipt.
 *
 * @returns the exit code 0; everything else is thrown
 */
export async function makeKey(request: GenerateRequest, json: boolean): Promise<number> {
  const interruption = listenForSignals();
  const listener = generateListener(request, json, interruption.interrupt);
  if (json) {
    await makeKeyWithReceipt(request, listener, interruption.requested);
  } else {
    const toStdout = request.destination.kind === "stdout";
    const receipt = await generate(system, request, listener, interruption.requested, (key) => {
      if (toStdout) deliver(key);
    });
    reportPrevious(receipt);
  }
  return 0;
}

/** Beside upstream's lines, on stderr, for whoever makes a key where one is in use. */
function reportPrevious({ previous }: Receipt): void {
  const fingerprint = previous?.fingerprint ?? null;
  if (previous === null || fingerprint === null) return;
  const [day, time] = new Date(previous.modifiedMilliseconds).toISOString().split("T");
  warn(`Replaced the key of ${day} ${time.slice(0, 5)} UTC (${fingerprint.full})`);
  hint("a running corosync keeps it until corosync-cfgtool -R, once all nodes have the new one");
}

/** The receipt is delivered for a failed run too; its exit code and stderr are those of any run. */
async function makeKeyWithReceipt(
  request: GenerateRequest,
  listener: ReturnType<typeof generateListener>,
  stop: Promise<never>,
): Promise<void> {
  const { fingerprint } = await import("../key/fingerprint.ts");
  const { failureJson, receiptJson } = await import("../report/receipt_json.ts");
  try {
    let keyFingerprint: Awaited<ReturnType<typeof fingerprint>> | null = null;
    const receipt = await generate(system, request, listener, stop, async (key) => {
      keyFingerprint = await fingerprint(key);
    });
    deliverIfPossible(receiptJson(system.runtime, request, receipt, keyFingerprint));
  } catch (error) {
    if (error instanceof Failure || error instanceof Interrupted) {
      deliverIfPossible(failureJson(system.runtime, request, error));
    }
    throw error;
  }
}
