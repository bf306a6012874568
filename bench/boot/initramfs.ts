import type { Kernel } from "./kernel.ts";
import { run } from "./run.ts";
import type { Variant } from "./variants.ts";

/** What goes into the file system of a machine, apart from what its variant adds. */
export interface Contents {
  /** init.c, compiled and static. */
  readonly init: string;
  /** The executable under test; null for a machine that only probes, which boots much sooner. */
  readonly program: string | null;
}

/**
 * Packs the file system that a machine boots with: the first process, the executable with its libraries,
 * and the modules and the seed of the variant. Nothing else is in it.
 */
export async function packInitramfs(
  variant: Variant,
  kernel: Kernel,
  { init, program }: Contents,
  output: string,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "initramfs-" });
  try {
    await Deno.copyFile(init, `${root}/init`);
    await Deno.chmod(`${root}/init`, 0o755);
    // The console that the kernel opens for the first process, and where the rest is mounted.
    for (const name of ["dev", "proc", "sys", "tmp", "modules"]) {
      await Deno.mkdir(`${root}/${name}`);
    }
    if (program !== null) await copyProgram(program, root);
    const builtIn = await Deno.readTextFile(`${kernel.modules}/../modules.builtin`);
    const loadable = variant.modules.filter((module) => !builtIn.includes(`/${module}\n`));
    for (const [index, module] of loadable.entries()) {
      await copyModule(`${kernel.modules}/${module}`, `${root}/modules/${index}.ko`);
    }
    if (variant.seed === "first process") {
      await Deno.writeFile(`${root}/seed`, crypto.getRandomValues(new Uint8Array(64)));
    }
    // Not compressed: unpacking 100 MB takes an emulated processor longer than everything else.
    await run(["sh", "-c", 'find . | cpio --quiet -o -H newc >"$1"', "pack", output], root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Copies the executable and the libraries that it is loaded with. */
async function copyProgram(program: string, root: string): Promise<void> {
  await Deno.copyFile(program, `${root}/corosync-keygen`);
  await Deno.chmod(`${root}/corosync-keygen`, 0o755);
  for (const library of await librariesOf(program)) {
    await Deno.mkdir(`${root}${library.slice(0, library.lastIndexOf("/"))}`, { recursive: true });
    await Deno.copyFile(library, root + library);
  }
}

/** Newer kernel packages hold their modules compressed; init.c loads them as they are. */
async function copyModule(from: string, to: string): Promise<void> {
  const plain = await Deno.stat(from).then(() => true, () => false);
  if (plain) await Deno.copyFile(from, to);
  else await run(["sh", "-c", 'xz -dc "$1.xz" >"$2"', "unpack", from, to]);
}

/** Shared libraries and the loader, as ldd(1) names them; nothing for a static executable. */
async function librariesOf(program: string): Promise<string[]> {
  const text = await run(["ldd", program]);
  return Array.from(text.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm), ([, path]) => path);
}
