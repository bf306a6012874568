import { EXIT, Failure, IS_THE_VARIABLE_SET } from "../failure.ts";
import { findForReading } from "../files/walk_path.ts";
import { describeError, LEADS_NOWHERE } from "../system/errors.ts";
import { printable } from "../system/printable.ts";
import type { FileStatus, ReadableFile, System } from "../system/types.ts";

/** The source as messages name it. */
export function nameOf(choice: SourceChoice): string {
  if (choice.kind === "csprng") return "crypto.getRandomValues";
  return choice.kind === "stdin" ? "standard input" : printable(choice.path);
}

/** What upstream calls every source. */
const UPSTREAM_NAME = "random source";

/**
 * Opens the source that was asked for. Opening a FIFO waits for its writer.
 *
 * @param calledInMessages what a failure calls it; upstream's words unless told otherwise
 * @throws Failure (exit 1) when it cannot be opened.
 */
export async function openSource(
  system: System,
  choice: SourceChoice,
  calledInMessages = UPSTREAM_NAME,
): Promise<EntropySource> {
  if (choice.kind === "csprng") return csprngSource();
  const { stdin } = system;
  const name = nameOf(choice);
  const file = choice.kind === "stdin"
    ? stdin
    : await openFile(system, choice.path, calledInMessages);
  return {
    name,
    ...whatHoldsBytes(statusOf(system, choice), file),
    read: async (buffer) => {
      try {
        const count = await file.read(buffer);
        if (count === null && choice.kind === "stdin" && stdin.leadsNowhere()) {
          throw new Error(LEADS_NOWHERE);
        }
        return count;
      } catch (error) {
        throw new Failure(
          EXIT.usageOrSource,
          `Could not read ${name}: ${describeError(error)}`,
          undefined,
          { code: "cannot-read-source" },
        );
      }
    },
    close: () => {
      try {
        file.close();
      } catch { /* a source that does not close cleanly has still delivered its bytes */ }
    },
  };
}

/** Major numbers of devices that are no terminals: /dev/random and its kin, and hwrng among others. */
const NO_TERMINALS = [1, 10];

/**
 * Whether a source may be a terminal, by whatever name; asked before it is opened. What is typed there are its bytes,
 * which nothing else may read or change on their way.
 */
export function isTerminalSource(system: System, choice: SourceChoice): boolean {
  if (choice.kind === "csprng") return false;
  const status = statusOf(system, choice);
  const major = (status?.deviceNumber ?? 0) >> 8 & 0xfff;
  return status?.kind === "device" && !status.isBlockDevice && !NO_TERMINALS.includes(major);
}

/** Of standard input by itself: /dev/stdin may be missing, or be another file. */
function statusOf(system: System, choice: Exclude<SourceChoice, { kind: "csprng" }>) {
  try {
    return choice.kind === "stdin" ? system.stdin.status() : system.files.status(choice.path);
  } catch {
    return null;
  }
}

/** What cannot be looked at, such as standard input of Deno without /proc, is taken for neither. */
function whatHoldsBytes(
  status: FileStatus | null,
  file: ReadableFile,
): Pick<EntropySource, "isRegularFile" | "isBlockDevice" | "isCharacterDevice"> {
  if (status === null) return { isRegularFile: false };
  const { kind, isBlockDevice = false } = status;
  return {
    isRegularFile: kind === "file",
    isBlockDevice,
    isCharacterDevice: kind === "device" && !isBlockDevice && !file.isTerminal(),
  };
}

async function openFile(
  system: System,
  path: string,
  calledInMessages: string,
) {
  try {
    return await system.files.openSource(findForReading(system, path).path);
  } catch (error) {
    const reason = (error as { hint?: string } | null)?.hint;
    throw new Failure(
      EXIT.usageOrSource,
      `Failed to open ${calledInMessages}: ${describeError(error)}`,
      path === "/dev/random"
        ? "use -l, which needs no device"
        : path === ""
        ? IS_THE_VARIABLE_SET
        : reason ??
          (calledInMessages === UPSTREAM_NAME ? `the source is ${printable(path)}` : undefined),
      { code: "cannot-open-source", source: path },
    );
  }
}

/** getRandomValues refuses more than this in one call (W3C Web Cryptography API, section 10.1.1). */
const MAX_CALL_BYTES = 65_536;

/**
 * The runtime's cryptographic generator, seeded by getrandom(2): no device, no waiting after boot. Until the
 * kernel has initialised its own generator the call itself blocks, and so does the start of the runtime.
 */
export function csprngSource(): EntropySource {
  const readNow = (buffer: Uint8Array): number => {
    for (let at = 0; at < buffer.length; at += MAX_CALL_BYTES) {
      const part = buffer.subarray(at, at + MAX_CALL_BYTES);
      crypto.getRandomValues(part as Uint8Array<ArrayBuffer>);
    }
    return buffer.length;
  };
  return {
    name: "crypto.getRandomValues",
    read: (buffer) => Promise.resolve(readNow(buffer)),
    readNow,
    close: () => {},
  };
}

/**
 * Waits until a source is open, which on a FIFO takes until somebody writes to it.
 *
 * @param seconds how long; null for any time
 * @param late what it fails with when they are over
 * @param stop rejects when a signal arrives
 */
export async function openWithin(
  opening: Promise<EntropySource>,
  seconds: number | null,
  late: Failure,
  stop: Promise<never>,
): Promise<EntropySource> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    if (seconds !== null) timer = setTimeout(() => reject(late), seconds * 1000);
  });
  try {
    return await Promise.race([opening, expired, stop]);
  } finally {
    clearTimeout(timer);
  }
}

/** Where key bytes come from. */
export interface EntropySource {
  /** As it stands in messages: a path, "standard input", "crypto.getRandomValues". */
  readonly name: string;
  /** True of a file that holds its bytes: it gives the same ones to whoever reads it. */
  readonly isRegularFile?: boolean;
  /** The same of a disk. */
  readonly isBlockDevice?: boolean;
  /** True of a device that makes its bytes, or takes them from hardware; a terminal gives what somebody writes. */
  readonly isCharacterDevice?: boolean;
  /**
   * Reads at most `buffer.length` bytes, waiting as long as the source blocks.
   *
   * @returns how many bytes were read, at least 1, or null at the end of the source
   */
  read(buffer: Uint8Array): Promise<number | null>;
  /**
   * The same without a promise, of sources that have no end and whose every answer is there when the call
   * returns. No timer and no signal gets a turn.
   */
  readonly readNow?: (buffer: Uint8Array) => number;
  close(): void;
}

/** Which source was asked for. */
export type SourceChoice =
  | { readonly kind: "csprng" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" };
