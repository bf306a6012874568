import { type Contents, packInitramfs } from "./initramfs.ts";
import type { Kernel } from "./kernel.ts";
import { prepareLoaderSeed } from "./loader_seed.ts";
import type { Payload } from "./machine.ts";
import type { Reader, Variant } from "./variants.ts";

/**
 * Packs what variants boot, each once for all its boots, when it is first asked for.
 *
 * @param directory where the files go
 */
export function payloads(
  kernel: Kernel,
  contents: Contents,
  directory: string,
): (variant: Variant, reader: Reader) => Promise<Payload> {
  const packed = new Map<string, Promise<Payload>>();
  const pack = async (variant: Variant, program: string | null): Promise<Payload> => {
    const initramfs = await Deno.makeTempFile({ dir: directory, suffix: ".cpio" });
    await packInitramfs(variant, kernel, { ...contents, program }, initramfs);
    const { image, devices } = variant.seed.startsWith("loader")
      ? await prepareLoaderSeed(kernel.image, variant.seed === "loader", directory)
      : { image: kernel.image, devices: [] };
    return { variant, kernelImage: image, initramfs, devices };
  };
  return (variant: Variant, reader: Reader): Promise<Payload> => {
    // Probing needs no program and boots much sooner.
    const program = reader === "probe" ? null : contents.program;
    const key = `${variant.key} ${program}`;
    const payload = packed.get(key) ?? pack(variant, program);
    packed.set(key, payload);
    return payload;
  };
}
