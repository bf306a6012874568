import type { CompressedLength } from "./permutation_statistics.ts";

/** Block size of section 5.1.11 in hundreds of kilobytes: what NIST's program asks libbzip2 for. */
const BLOCK_SIZE = 5;

/** What of libbzip2's module is used. */
interface Bzip2Exports {
  readonly memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  malloc(bytes: number): number;
  free(address: number): void;
  BZ2_bzBuffToBuffCompress(
    target: number,
    targetLength: number,
    source: number,
    sourceLength: number,
    blockSize: number,
    verbosity: number,
    workFactor: number,
  ): number;
}

/**
 * Loads libbzip2 1.0.8 as WebAssembly (see bzip2_module.ts). It takes 87 KB and is needed for the compression test
 * alone, so nothing loads it before.
 *
 * @returns A function that gives the length in bytes of a text compressed by bzip2 with blocks of 500,000.
 * It throws Error when libbzip2 has no memory left.
 */
export async function loadBzip2(): Promise<CompressedLength> {
  const { BZIP2_MODULE } = await import("./bzip2_module.ts");
  const bytes = Uint8Array.from(atob(BZIP2_MODULE), (character) => character.charCodeAt(0));
  // The functions that the C library wants of its host. libbzip2 prints and ends nothing where it works.
  const refuse = (what: string) => () => {
    throw new Error(`libbzip2 wants to ${what}`);
  };
  const { instance } = await WebAssembly.instantiate(bytes, {
    env: {
      exit: refuse("end the program"),
      emscripten_memcpy_big: (target: number, source: number, length: number) =>
        new Uint8Array(exports.memory.buffer).copyWithin(target, source, source + length),
      emscripten_resize_heap: (wanted: number) => growTo(exports.memory, wanted),
    },
    wasi_snapshot_preview1: {
      fd_close: refuse("close a file"),
      fd_write: refuse("write to a file"),
      fd_seek: refuse("seek in a file"),
    },
  });
  const exports = instance.exports as unknown as Bzip2Exports;
  exports.__wasm_call_ctors();

  return (text) => {
    // Never more than this, by the manual of libbzip2.
    const capacity = Math.ceil(text.length * 1.01) + 600;
    const [source, target, length] = [text.length, capacity, 4].map((size) => {
      const address = exports.malloc(size);
      if (address === 0) throw new Error(`libbzip2 has no memory for ${size} bytes`);
      return address;
    }) as [number, number, number];
    new Uint8Array(exports.memory.buffer).set(text, source);
    new DataView(exports.memory.buffer).setUint32(length, capacity, true);
    const failure = exports.BZ2_bzBuffToBuffCompress(
      target,
      length,
      source,
      text.length,
      BLOCK_SIZE,
      0,
      0,
    );
    const compressed = new DataView(exports.memory.buffer).getUint32(length, true);
    for (const address of [source, target, length]) exports.free(address);
    if (failure !== 0) throw new Error(`libbzip2 failed: ${failure}`);
    return compressed;
  };
}

const WEBASSEMBLY_PAGE_BYTES = 65_536;

/** @returns 1 when there is as much memory now, else 0 */
function growTo(memory: WebAssembly.Memory, bytes: number): 0 | 1 {
  try {
    memory.grow(
      Math.max(0, Math.ceil((bytes - memory.buffer.byteLength) / WEBASSEMBLY_PAGE_BYTES)),
    );
    return 1;
  } catch {
    return 0;
  }
}
