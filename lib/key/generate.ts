import { gather, startDeadline } from "../entropy/gather.ts";
import { type EntropySource, nameOf, openSource } from "../entropy/source.ts";
import { MAX_KEY_BYTES, MIN_KEY_BYTES } from "../corosync/key_file.ts";
import { EXIT, Failure } from "../failure.ts";
import {
  type Destination,
  type FileRequest,
  inspectDestination,
  NAME_A_FILE,
} from "../files/destination.ts";
import { dropPermissions } from "../files/drop_permissions.ts";
import { probeDestination, replaceFile } from "../files/replace_file.ts";
import { KEY_MODE } from "../files/temporary.ts";
import { placeWarnings, sharedPlaceWarnings } from "../files/place_warnings.ts";
import { isMountPoint, isSame } from "../files/status.ts";
import { statusAt } from "../files/walk_path.ts";
import type { GenerateListener, GenerateRequest, Receipt, Refusal, Rejection } from "./types.ts";
import { newBuffer } from "../system/bytes.ts";
import { commandWith } from "../system/printable.ts";
import { GatheredKeyTest, passesTests, testKeyBytes } from "./test_key_bytes.ts";
import type { HealthAlarm } from "../sp800_90b/health_tests.ts";
import type { System } from "../system/types.ts";

/**
 * Makes one key: entropy source -> health tests -> self-test -> what verify refuses -> key file -> receipt.
 *
 * @param stop rejects when a signal arrives
 * @param useKey is given the accepted key before it takes its place: for a fingerprint, for stdout
 * @throws Failure with one of upstream's exit codes, or 6 when the bytes were rejected; Interrupted. The
 * old key is then as it was, unless the details say `inPlace`, or a mount point failed while it was written.
 */
export async function generate(
  system: System,
  request: GenerateRequest,
  listener: GenerateListener,
  stop: Promise<never>,
  useKey: (key: Uint8Array) => void | Promise<void>,
): Promise<Receipt> {
  const sourceName = nameOf(request.source);
  const { keySizeBytes, timeoutSeconds } = request;
  const deadline = timeoutSeconds === null
    ? null
    : startDeadline(timeoutSeconds, request.source, keySizeBytes);
  const ended = deadline === null ? stop : Promise.race([stop, deadline.expired]);
  ended.catch(() => {/* noticed at the next wait */});
  const key = newBuffer(keySizeBytes);
  let source: EntropySource | null = null;
  try {
    listener.onGathering(sourceName, key.length * 8);
    source = await Promise.race([ended, openSource(system, request.source)]);
    const checkContent = await loadContentCheck(request);
    if (source.isBlockDevice) listener.onHeldBytes(source.name, "block device");
    if (source.isRegularFile) {
      listener.onHeldBytes(source.name, "regular file");
      await refuseForeignFile(system, request.source, source.name);
    }
    const file = fileRequest(system, request);
    const warnings = [...request.warnings];
    const warn = (text: string) => {
      if (warnings.includes(text)) return;
      warnings.push(text);
      listener.onWarning(text);
    };
    if (file !== null) await prepare(system, file, request, warn);
    const readPrevious = await loadPreviousReader(request);
    const permissionsDropped = dropPermissions(system, file === null ? [] : [file.path]);

    const started = performance.now();
    const progress = deadline?.watch(listener) ?? listener;
    const rejections = await drawAcceptedKey(source, key, checkContent, progress, ended);
    const gatheringMilliseconds = performance.now() - started;
    deadline?.cancel();
    listener.onGatheringEnded();

    await Promise.race([ended, useKey(key)]);
    const previous = file && await Promise.race([ended, readPrevious(system, file, key)]);
    const replacement = file && replaceFile(
      system,
      key,
      file,
      () => listener.onWriting(file.path),
    );
    // Who made a directory while the run waited, or made it first, can replace the key too. The key is in its place:
    // nothing more is asked of the system, which could fail.
    sharedPlaceWarnings(system, replacement?.passed ?? []).forEach(warn);
    replacement?.warnings.forEach(warn);
    if (replacement?.isTheSame) {
      warn(`The key is not new: ${sourceName} gave the one again that was there`);
    }
    return {
      sourceName,
      sourceIsRegularFile: source.isRegularFile === true,
      keySizeBytes,
      rejections,
      gatheringMilliseconds,
      permissionsDropped,
      replacement,
      previous,
      warnings,
    };
  } finally {
    deadline?.cancel();
    listener.onGatheringEnded();
    source?.close();
    key.fill(0);
  }
}

/** For what verify would refuse the bytes of any source but the system's generator, or null. */
type ContentCheck = (key: Uint8Array) => Promise<Refusal | null>;

/** Loaded before permissions are given up for the key. */
async function loadContentCheck({ source }: GenerateRequest): Promise<ContentCheck> {
  if (source.kind === "csprng") return () => Promise.resolve(null);
  return (await import("./refused_bytes.ts")).refusalOfBytes;
}

/** A file is looked at as a whole too, since of what others have a part is no better. */
async function refuseForeignFile(
  system: System,
  source: GenerateRequest["source"],
  name: string,
): Promise<void> {
  const { refusalOfFile } = await import("./refused_bytes.ts");
  // Opened anew, from its beginning; /dev/stdin may be missing, or be another file.
  const path = source.kind === "file" ? source.path : "/proc/self/fd/0";
  const refusal = await refusalOfFile(system, path);
  if (refusal === null) return;
  const { fileRefused } = await import("./rejection.ts");
  throw fileRefused(name, refusal);
}

/** Looks at the key that is replaced: for a hash, which few runs need. */
async function loadPreviousReader({ reportsPrevious }: GenerateRequest) {
  if (!reportsPrevious) return () => Promise.resolve(null);
  const { readPreviousKey } = await import("./previous_key.ts");
  return (system: System, file: FileRequest, key: Uint8Array) => {
    const { path, existing } = inspectDestination(system, file.path, file);
    return readPreviousKey(system, path, existing, key);
  };
}

/** Whether it could be written in place depends on its length, its mode and how it is mounted. */
const MOUNTED_AND_KEPT =
  "it is a mount point: to replace it, mount its directory instead, and leave --no-clobber out";

const NAME_ANOTHER_PLACE = "a key is a regular file: name another place for it";

/** What to do about a place that is none for a key. */
const HINTS = {
  exists: "without --no-clobber it would be replaced",
  tooShort: "it may be somebody's: look at it, and remove it",
  directory: NAME_A_FILE,
  notRegular: "--stdout writes the key to standard output",
  missing: "--mkdir makes the missing directories",
  mounted: (sizeBytes: number) =>
    "mount its directory instead" +
    (sizeBytes < MIN_KEY_BYTES || sizeBytes > MAX_KEY_BYTES
      ? ""
      : `, or make a key of the old length (-s ${sizeBytes})`),
};

function fileRequest(
  system: System,
  { source, destination }: GenerateRequest,
): FileRequest | null {
  if (destination.kind === "stdout") return null;
  return {
    ...destination,
    mode: KEY_MODE,
    isSecret: true,
    isKey: true,
    emptyIsNone: true,
    leastBytes: MIN_KEY_BYTES,
    hints: destination.canBeStdout ? HINTS : { ...HINTS, notRegular: NAME_ANOTHER_PLACE },
    comparesOld: source.kind !== "csprng",
    source: source.kind === "file"
      ? statusAt(system, source.path)
      : source.kind === "stdin"
      ? system.stdin.status()
      : null,
  };
}

/** Looks at the place for the key before anybody waits for one; what is there later counts. */
async function prepare(
  system: System,
  file: FileRequest,
  { source, keySizeBytes }: GenerateRequest,
  warn: (text: string) => void,
): Promise<void> {
  const destination = await inspectForKey(system, file);
  if (isSame(destination.existing, file.source ?? null)) {
    throw new Failure(
      EXIT.usageOrSource,
      `Cannot read the new key from ${nameOf(source)}: It is ${file.path}, the old key itself`,
      "name another source",
      { code: "source-is-key-file" },
    );
  }
  placeWarnings(system, destination).forEach(warn);
  const left = source.kind === "csprng" ? null : probeDestination(system, file, keySizeBytes);
  if (left !== null) warn(`Could not remove ${left}`);
}

/** With --no-clobber a key stays; what lies in its place and is none is no reason to go on without one. */
async function inspectForKey(system: System, file: FileRequest): Promise<Destination> {
  try {
    return inspectDestination(system, file.path, file);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.exists) throw error;
    const { refusalOfKeyFile } = await import("./refused_bytes.ts");
    const refusal = await refusalOfKeyFile(system, file.path, file.isPhysical);
    if (refusal === null) {
      const { path } = inspectDestination(system, file.path, { ...file, noClobber: false });
      if (isMountPoint(system, path) !== true) throw error;
      throw new Failure(error.exitCode, error.message, MOUNTED_AND_KEPT, error.details);
    }
    throw new Failure(
      EXIT.create,
      `Could not create ${file.path}: What is there is no good key: ${refusal.reason}`,
      commandWith(
        file.path,
        (path) => `corosync-keygen verify ${path} says what to do`,
        "verify says what to do",
      ),
      { code: "no-good-key", refusal: { code: refusal.code, reason: refusal.reason } },
    );
  }
}

/**
 * Fills `key` with bytes that pass all tests. One rejection may be chance, and fresh bytes are drawn; what ends
 * drawing is said in rejection.ts.
 *
 * @returns the rejections on the way
 */
async function drawAcceptedKey(
  source: EntropySource,
  key: Uint8Array,
  checkContent: ContentCheck,
  listener: GenerateListener,
  ended: Promise<never>,
): Promise<readonly Rejection[]> {
  const rejections: Rejection[] = [];
  for (let attempt = 1;; attempt++) {
    const test = new GatheredKeyTest();
    let end: Failure | null = null;
    try {
      await gather(source, key, test, listener, ended);
    } catch (error) {
      // The source ended or failed, but that it was rejected before is the news.
      if (!(error instanceof Failure)) throw error;
      end = error;
    }
    const rejection = end === null
      ? await rejectionOf(key.subarray(0, test.sizeBytes), test.alarm, checkContent)
      : test.alarm && { alarm: test.alarm, failed: [] };
    if (end === null && rejection === null) return rejections;
    if (rejection !== null) rejections.push({ attempt, ...rejection });
    const last = rejections.at(-1);
    if (last === undefined) throw end;
    const { stopReason, sourceRejected } = await import("./rejection.ts");
    const reason = end ?? stopReason(last, source);
    if (reason !== null) throw sourceRejected(source, rejections, reason);
    await listener.onRejected(last);
  }
}

/** Why these bytes are no key, or null. After an alarm there may be fewer of them than a key has. */
async function rejectionOf(
  bytes: Uint8Array,
  alarm: HealthAlarm | null,
  checkContent: ContentCheck,
): Promise<Omit<Rejection, "attempt"> | null> {
  const result = testKeyBytes(bytes, alarm);
  const refusal = await checkContent(bytes);
  if (refusal !== null) return { ...result, refusal };
  return passesTests(result) ? null : result;
}
