/**
 * A seed that the boot loader hands to the kernel, as The Linux/x86 Boot Protocol
 * (Documentation/arch/x86/boot.rst, protocol 2.09 and later) lays it down: the setup header of the kernel
 * image holds the physical address of a linked list of `struct setup_data`. Since Linux 6.0 one type of
 * node is a seed, which the kernel mixes in and credits before anything else runs.
 *
 * QEMU passes the header on as it is in the image, and its loader device puts the node into memory.
 */
const MAGIC_OFFSET = 0x202;
const MAGIC = "HdrS";
const VERSION_OFFSET = 0x206;
const FIRST_VERSION_WITH_SETUP_DATA = 0x209;
const SETUP_DATA_OFFSET = 0x250;

/** Of arch/x86/include/uapi/asm/setup_data.h (bootparam.h before Linux 6.8). */
const SETUP_RNG_SEED = 9;
/** No kernel knows this type: such a node is kept and never looked into. */
const UNKNOWN_TYPE = 0x99;

/** 256 bits make the generator ready (POOL_READY_BITS in drivers/char/random.c since Linux 5.18). */
const SEED_BYTES = 32;

/**
 * Where the node lies in the guest: 256 MiB, in the middle of free memory. The kernel unpacks itself from
 * 16 MiB on into less than 64 MiB, or elsewhere but never over such a node; QEMU puts the initramfs, about
 * 110 MiB, at the end of the 768 MiB.
 */
const NODE_ADDRESS = 0x1000_0000;

/**
 * A kernel image that points to a node at `address`.
 *
 * @throws Error when it is no image of protocol 2.09, or has a list of its own.
 */
export function pointToNode(image: Uint8Array<ArrayBuffer>, address: number): Uint8Array {
  const copy = image.slice();
  const view = new DataView(copy.buffer);
  const magic = new TextDecoder().decode(copy.subarray(MAGIC_OFFSET, MAGIC_OFFSET + MAGIC.length));
  const isCurrent = magic === MAGIC &&
    view.getUint16(VERSION_OFFSET, true) >= FIRST_VERSION_WITH_SETUP_DATA;
  if (!isCurrent) throw new Error("Not a kernel image of boot protocol 2.09 or later");
  if (view.getBigUint64(SETUP_DATA_OFFSET, true) !== 0n) throw new Error("Setup data is taken");
  view.setBigUint64(SETUP_DATA_OFFSET, BigInt(address), true);
  return copy;
}

/** The only node of a list: u64 next, u32 type, u32 length, and the bytes, little-endian. */
export function seedNode(seed: Uint8Array, known: boolean): Uint8Array {
  const node = new Uint8Array(16 + seed.length);
  const view = new DataView(node.buffer);
  view.setUint32(8, known ? SETUP_RNG_SEED : UNKNOWN_TYPE, true);
  view.setUint32(12, seed.length, true);
  node.set(seed, 16);
  return node;
}

/**
 * Writes a kernel image that takes a fresh seed, and the node with that seed.
 *
 * @param directory where the files go; they are used by one variant
 */
export async function prepareLoaderSeed(
  kernelImage: string,
  known: boolean,
  directory: string,
): Promise<{ readonly image: string; readonly devices: readonly string[] }> {
  const image = await Deno.makeTempFile({ dir: directory, suffix: ".vmlinuz" });
  await Deno.writeFile(image, pointToNode(await Deno.readFile(kernelImage), NODE_ADDRESS));
  const node = await Deno.makeTempFile({ dir: directory, suffix: ".seed" });
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
  await Deno.writeFile(node, seedNode(seed, known));
  const device = `loader,file=${node},addr=0x${NODE_ADDRESS.toString(16)},force-raw=on`;
  return { image, devices: ["-device", device] };
}
