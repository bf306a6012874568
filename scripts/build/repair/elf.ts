import { BuildFailure } from "../failure.ts";

/**
 * The little of an ELF file that repairing an executable takes (System V ABI, edition 4.1, chapters 4 and 5;
 * AMD64 supplement 1.0, sections 4.4 and 5.2). Offsets are of the file, addresses of the program in memory.
 */

/** One entry of the program header table. */
export interface Segment {
  /** Where the entry itself is. */
  readonly entryOffset: number;
  readonly type: number;
  readonly executable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

const HEADER_BYTES = 64;
/** Magic, 64 bits, little-endian. */
const MAGIC = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
const MACHINE_X86_64 = 62;
const ENTRY_OFFSET = 24;
const SEGMENT_BYTES = 56;
const LOADED = 1;
const DYNAMIC = 2;
const PAGE_BYTES = 4096;

/** Tags of the dynamic section. */
const TAG = {
  linkageRelocationBytes: 2,
  strings: 5,
  symbols: 6,
  relocations: 7,
  relocationBytes: 8,
  linkageRelocations: 23,
} as const;
/** Types of relocations: a variable that is copied into the executable, a slot for a function's address. */
const COPY = 5, JUMP_SLOT = 7;
const RELOCATION_BYTES = 24;
const SYMBOL_BYTES = 24;

/** An executable that is open for changes. */
export class ElfFile {
  readonly segments: readonly Segment[];

  /** @throws BuildFailure when the file is not an executable for Linux on x64 */
  constructor(readonly file: Deno.FsFile) {
    const header = this.read(0, HEADER_BYTES);
    if (
      MAGIC.some((byte, i) => header.getUint8(i) !== byte) ||
      header.getUint16(18, true) !== MACHINE_X86_64
    ) {
      throw new BuildFailure("Not an ELF file for x86-64");
    }
    const first = toNumber(header.getBigUint64(32, true));
    this.segments = Array.from(
      { length: header.getUint16(56, true) },
      (_, i) => this.#segment(first + i * SEGMENT_BYTES),
    );
  }

  #segment(entryOffset: number): Segment {
    const entry = this.read(entryOffset, SEGMENT_BYTES);
    const long = (at: number) => toNumber(entry.getBigUint64(at, true));
    return {
      entryOffset,
      type: entry.getUint32(0, true),
      executable: (entry.getUint32(4, true) & 1) === 1,
      offset: long(8),
      address: long(16),
      fileBytes: long(32),
      memoryBytes: long(40),
    };
  }

  read(offset: number, bytes: number): DataView<ArrayBuffer> {
    const buffer = new Uint8Array(bytes);
    this.file.seekSync(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < bytes) {
      const count = this.file.readSync(buffer.subarray(filled));
      if (count === null) throw new BuildFailure(`The executable ends before ${offset + bytes}`);
      filled += count;
    }
    return new DataView(buffer.buffer);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.file.seekSync(offset, Deno.SeekMode.Start);
    let written = 0;
    while (written < bytes.length) written += this.file.writeSync(bytes.subarray(written));
  }

  /** Where the first instruction of the program is. */
  get entryAddress(): number {
    return toNumber(this.read(ENTRY_OFFSET, 8).getBigUint64(0, true));
  }

  set entryAddress(address: number) {
    this.write(ENTRY_OFFSET, long(address));
  }

  /** Where in the file the byte at an address comes from. */
  offsetOf(address: number): number {
    const segment = this.segments.find((one) =>
      one.type === LOADED && address >= one.address && address < one.address + one.fileBytes
    );
    if (segment === undefined) throw new BuildFailure(`Nothing is loaded to ${address}`);
    return segment.offset + address - segment.address;
  }

  /**
   * Address of the slot that holds the address of an imported function (in the global offset table).
   *
   * @throws BuildFailure when no such function is imported
   */
  slotOf(name: string): number {
    return this.#relocated([name], JUMP_SLOT, TAG.linkageRelocations, TAG.linkageRelocationBytes);
  }

  /**
   * Address of a variable of the C library, which the loader copies into the executable.
   *
   * @param names all that the variable goes by; which of them is imported is the linker's choice
   * @throws BuildFailure when no such variable is imported
   */
  variable(...names: readonly string[]): number {
    return this.#relocated(names, COPY, TAG.relocations, TAG.relocationBytes);
  }

  /** What the relocation of a type for a symbol is about, from a table and its length in bytes. */
  #relocated(names: readonly string[], type: number, table: number, length: number): number {
    const dynamic = this.#dynamic();
    const tagged = (tag: number) => dynamic.get(tag) ?? NaN;
    const relocations = this.read(this.offsetOf(tagged(table)), tagged(length));
    const symbols = this.offsetOf(tagged(TAG.symbols));
    const strings = this.offsetOf(tagged(TAG.strings));
    const wanted = names.map((name) => [...new TextEncoder().encode(name), 0]);
    for (let at = 0; at < relocations.byteLength; at += RELOCATION_BYTES) {
      if (relocations.getUint32(at + 8, true) !== type) continue;
      const symbol = relocations.getUint32(at + 12, true);
      const nameAt = this.read(symbols + symbol * SYMBOL_BYTES, 4).getUint32(0, true);
      const is = (name: readonly number[]) => {
        const found = this.read(strings + nameAt, name.length);
        return name.every((byte, i) => found.getUint8(i) === byte);
      };
      if (wanted.some(is)) {
        return toNumber(relocations.getBigUint64(at, true));
      }
    }
    throw new BuildFailure(`The executable does not import ${names[0]}`);
  }

  /** The dynamic section: values by tag. */
  #dynamic(): Map<number, number> {
    const segment = this.segments.find(({ type }) => type === DYNAMIC);
    if (segment === undefined) throw new BuildFailure("The executable is linked statically");
    const { offset, fileBytes } = segment;
    const section = this.read(offset, fileBytes);
    const values = new Map<number, number>();
    for (let at = 0; at < fileBytes; at += 16) {
      // All tags that are asked for have 32 bits.
      values.set(section.getUint32(at, true), Number(section.getBigUint64(at + 8, true)));
    }
    return values;
  }

  /**
   * Puts code into the padding in front of the executable segment, and lets the segment start there.
   *
   * @param place gives the code for the address at which it will stand; always as many bytes
   * @returns that address
   * @throws BuildFailure when the padding is too small, or not of zeros
   */
  prependCode(place: (address: number) => Uint8Array): number {
    const bytes = place(0).length;
    const loaded = this.segments.filter(({ type }) => type === LOADED);
    const text = loaded.find(({ executable }) => executable);
    const before = loaded.findLast(({ address }) => text !== undefined && address < text.address);
    if (text === undefined || before === undefined) {
      throw new BuildFailure("Nothing is loaded in front of the code");
    }
    const length = bytes + (text.offset - bytes) % 16;
    const [offset, address] = [text.offset - length, text.address - length];
    const pageStart = address - address % PAGE_BYTES;
    if (
      offset < before.offset + before.fileBytes || pageStart < before.address + before.memoryBytes
    ) {
      throw new BuildFailure(`The padding of the executable has no room for ${bytes} bytes`);
    }
    const padding = new Uint8Array(this.read(offset, length).buffer);
    if (padding.some((byte) => byte !== 0)) throw new BuildFailure("The padding holds something");
    this.write(offset, place(address));
    // Offset, address, physical address; then the sizes in the file and in memory.
    this.write(text.entryOffset + 8, joined(offset, address, address));
    this.write(
      text.entryOffset + 32,
      joined(text.fileBytes + length, text.memoryBytes + length),
    );
    return address;
  }
}

function joined(...values: readonly number[]): Uint8Array {
  return new Uint8Array(values.flatMap((value) => [...long(value)]));
}

/** Eight bytes, little-endian. */
function long(value: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(value), true);
  return new Uint8Array(bytes.buffer);
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new BuildFailure("The executable is too large");
  }
  return Number(value);
}
