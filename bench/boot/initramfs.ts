import type { Kernel } from "./kernel.ts";
import { run } from "./run.ts";
import type { Variant } from "./variants.ts";

/** What goes into the file system of a machine, apart from what its variant adds. */
export interface Contents {
  /** init.c, compiled and static. */
  readonly init: string;
  /** The executable under test. */
  readonly program: string;
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
    await Deno.copyFile(program, `${root}/corosync-keygen`);
    await Promise.all(
      ["init", "corosync-keygen"].map((name) => Deno.chmod(`${root}/${name}`, 0o755)),
    );
    // The console that the kernel opens for the first process, and where the rest is mounted.
    for (const name of ["dev", "proc", "sys", "tmp", "modules"]) {
      await Deno.mkdir(`${root}/${name}`);
    }
    for (const library of await librariesOf(program)) {
      await Deno.mkdir(`${root}${library.slice(0, library.lastIndexOf("/"))}`, { recursive: true });
      await Deno.copyFile(library, root + library);
    }
    for (const [index, module] of variant.modules.entries()) {
      await Deno.copyFile(`${kernel.modules}/${module}`, `${root}/modules/${index}.ko`);
    }
    if (variant.creditsSeed) {
      await Deno.writeFile(`${root}/seed`, crypto.getRandomValues(new Uint8Array(64)));
    }
    await run(
      ["sh", "-c", 'find . | cpio --quiet -o -H newc | gzip -1 >"$1"', "pack", output],
      root,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Shared libraries and the loader, as ldd(1) names them; nothing for a static executable. */
async function librariesOf(program: string): Promise<string[]> {
  const text = await run(["ldd", program]);
  return Array.from(text.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm), ([, path]) => path);
}
