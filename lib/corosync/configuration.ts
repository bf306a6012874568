/**
 * Reads corosync.conf as corosync 3.1 reads it, quirks included: what it takes for a comment, where a
 * line counts as a section, which line is too long. The rules were found by asking `corosync -t`, and a
 * test asks it again with generated files. Only what decides about the key is checked here; corosync may
 * still refuse a file for reasons that have nothing to do with it, such as a timeout that is no number.
 */

/** What `crypto_cipher` may be (corosync.conf(5), 3.1). */
const CIPHERS: readonly string[] = ["none", "aes256", "aes192", "aes128"];

/** What `crypto_hash` may be (corosync.conf(5), 3.1). */
const HASHES: readonly string[] = ["none", "md5", "sha1", "sha256", "sha384", "sha512"];

/** What `transport` may be (corosync.conf(5), 3.1). */
export const TRANSPORTS: readonly string[] = ["knet", "udp", "udpu"];

/** What turns encryption on with this transport: knet alone can encrypt. */
export function waysToEncrypt(values: ReadonlyMap<string, string>): string {
  const set = "crypto_cipher: aes256 and crypto_hash: sha256 in the totem section";
  return transportOf(values) === "knet"
    ? `set ${set}`
    : `set transport: knet, which alone encrypts, and ${set}`;
}

/** `totem.transport` as it is written last, knet where it is not set (corosync.conf(5), 3.1). */
export function transportOf(values: ReadonlyMap<string, string>): string {
  return values.get("totem.transport") ?? "knet";
}

/** What protects the cluster's packets, as the configuration says it. */
export interface PacketProtection {
  /** `crypto_cipher`; `none` leaves packets readable. */
  readonly cipher: string;
  /** `crypto_hash`; with `none` no packet is authenticated and no key is read. */
  readonly hash: string;
  /** `secauth` as written, or null where it is not set; only the exact word `on` has an effect. */
  readonly secauth: string | null;
  /** Whether corosync opens a key at all: it does as soon as either of the two is not `none`. */
  readonly readsKey: boolean;
}

/**
 * What `secauth`, `crypto_cipher` and `crypto_hash` come to: `secauth: on` stands for aes256 and
 * sha256, and each of the other two overrides its half of that (corosync.conf(5), 3.1).
 */
export function packetProtection(values: ReadonlyMap<string, string>): PacketProtection {
  const secauth = values.get("totem.secauth") ?? null;
  const implied = secauth === "on"
    ? { cipher: "aes256", hash: "sha256" }
    : { cipher: "none", hash: "none" };
  // An unknown word survives only outside of a `totem` section, and then it has no effect.
  const known = (name: string, words: readonly string[]) => {
    const value = values.get(name);
    return value !== undefined && words.includes(value) ? value : undefined;
  };
  const cipher = known("totem.crypto_cipher", CIPHERS) ?? implied.cipher;
  const hash = known("totem.crypto_hash", HASHES) ?? implied.hash;
  return { cipher, hash, secauth, readsKey: cipher !== "none" || hash !== "none" };
}

/** fgets(3) into a buffer of 512 bytes: 510 bytes of text and the newline still fit. */
const MAX_READ_BYTES = 511;

const NEWLINE = 0x0a;

/** `ICMAP_KEYNAME_MAXLEN` of corosync's key store is 255, and a name of that length is refused already. */
const MAX_NAME_BYTES = 254;

/** `ICMAP_KEYNAME_MINLEN` of corosync's key store. */
const MIN_NAME_BYTES = 3;

/** The characters that corosync's key store takes in a name. */
const STORABLE_NAME = /^[A-Za-z0-9._\-\/:]+$/;

/** Values that corosync insists on, but only inside a section that is spelled `totem {`. */
const ALLOWED_IN_TOTEM: Readonly<Record<string, readonly string[]>> = {
  "totem.crypto_cipher": CIPHERS,
  "totem.crypto_hash": HASHES,
  "totem.crypto_model": ["nss", "openssl"],
};

/**
 * A configuration that corosync reads to the end, or the line at which it gives up. Values hold one
 * character for each byte of the file; {@linkcode toText} and {@linkcode toBytes} make sense of them.
 */
export type Configuration =
  | { readonly kind: "read"; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: "rejected"; readonly line: number; readonly reason: string };

/**
 * Reads a configuration. Names are joined with dots (`totem.keyfile`); a name that is set twice has the
 * later value, wherever the sections stand.
 *
 * @param bytes The content of corosync.conf.
 */
export function readConfiguration(bytes: Uint8Array): Configuration {
  const values = new Map<string, string>();
  const sections: string[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const read = readOnce(bytes, start);
    start += read.sizeBytes;
    line++;
    const reason = read.fault ?? readLine(read.text, sections, values);
    if (reason !== null) return { kind: "rejected", line, reason };
  }
  if (sections.length > 0) {
    return { kind: "rejected", line, reason: "a section is not closed" };
  }
  return { kind: "read", values };
}

/** The bytes of a value. */
export function toBytes(value: string): Uint8Array {
  return Uint8Array.from(value, (character) => character.charCodeAt(0));
}

/** A value as text, read as UTF-8. */
export function toText(value: string): string {
  return new TextDecoder().decode(toBytes(value));
}

/**
 * What one fgets(3) gives corosync, which looks at it with strlen(3): a zero byte ends the text. Without a
 * newline at that end the line counts as too long, unless the file ended there; of a text of no bytes
 * there is nothing to ask, so a line that starts with a zero byte is an empty one, and whatever of it did not
 * fit is the next line.
 */
function readOnce(
  bytes: Uint8Array,
  start: number,
): { readonly text: string; readonly fault: string | null; readonly sizeBytes: number } {
  const rest = bytes.subarray(start, start + MAX_READ_BYTES);
  const newline = rest.indexOf(NEWLINE);
  const whole = newline < 0 ? rest : rest.subarray(0, newline + 1);
  const sawTheEnd = newline < 0 && whole.length < MAX_READ_BYTES;
  const zero = whole.indexOf(0);
  const seen = zero < 0 ? whole : whole.subarray(0, zero);
  const fits = seen.length === 0 || seen[seen.length - 1] === NEWLINE || sawTheEnd;
  // One character a byte, so that every length is the length that corosync sees.
  const text = Array.from(seen, (byte) => String.fromCharCode(byte)).join("");
  const reason = zero < 0 ? "the line is too long" : "a zero byte stands in the line";
  return {
    text: text.replace(/\n$/, ""),
    fault: fits ? null : reason,
    sizeBytes: whole.length,
  };
}

/** Takes one line in and returns why corosync refuses it, or null. `sections` holds full paths. */
function readLine(
  whole: string,
  sections: string[],
  values: Map<string, string>,
): string | null {
  const line = whole.replace(/\r$/, "").replace(/[ \t]+$/, "");
  const path = sections.at(-1) ?? "";
  if (/^[ \t]*(#|$)/.test(line)) return null;

  // The order matters: a brace anywhere makes the line a section, even behind a colon.
  const brace = line.indexOf("{");
  if (brace >= 0) {
    if (/[^ \t]/.test(line.slice(brace + 1))) return "something follows the opening brace";
    const name = trimName(line.slice(0, brace));
    if (name === "") return "a section has no name";
    if (path.length + name.length + 1 > MAX_NAME_BYTES) return "the section's name is too long";
    sections.push(join(path, name));
    return null;
  }

  const colon = line.indexOf(":");
  if (colon >= 0) {
    const rest = line.slice(colon + 1).replace(/^[ \t]+/, "");
    // corosync cuts one character before the value: the colon itself, or the last blank behind it.
    const name = trimName(line.slice(0, line.length - rest.length - 1));
    if (path.length + name.length + 1 > MAX_NAME_BYTES) return "the name is too long";
    return store(join(path, name), rest, path, values);
  }

  if (line.includes("}")) {
    if (line.trim() !== "}") return "something stands beside the closing brace";
    return sections.pop() === undefined ? "a closing brace without a section" : null;
  }
  return "neither a section, nor its end, nor a name and a value";
}

function store(
  name: string,
  value: string,
  path: string,
  values: Map<string, string>,
): string | null {
  if (name.length < MIN_NAME_BYTES || !STORABLE_NAME.test(name)) {
    return "the name has characters that corosync cannot store, or too few";
  }
  const allowed = path === "totem" ? ALLOWED_IN_TOTEM[name] : undefined;
  if (allowed !== undefined && !allowed.includes(value)) {
    return `${name} must be ${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}`;
  }
  values.set(name, value);
  return null;
}

/** Blanks, colons and braces go from the end of a name, but never its first character. */
function trimName(text: string): string {
  const name = text.replace(/^[ \t]+/, "");
  return name.slice(0, 1) + name.slice(1).replace(/[ \t:{]+$/, "");
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
