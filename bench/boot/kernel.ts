import { run } from "./run.ts";

/** A kernel to boot, with its modules, unpacked and not installed. */
export interface Kernel {
  readonly release: string;
  readonly image: string;
  /** The directory that holds drivers/. */
  readonly modules: string;
}

/**
 * Downloads a Debian kernel package and unpacks it. What is there already is used again.
 *
 * @param packageName a package with an image, or a metapackage that depends on one
 */
export async function unpackKernel(packageName: string, directory: string): Promise<Kernel> {
  const root = `${directory}/${packageName}`;
  const found = await findKernel(root);
  if (found !== null) return found;
  const image = await imagePackage(packageName);
  const downloads = `${directory}/downloads`;
  await Deno.mkdir(downloads, { recursive: true });
  await run(["apt-get", "download", "-qq", image], downloads);
  for await (const { name } of Deno.readDir(downloads)) {
    if (name.startsWith(`${image}_`)) await run(["dpkg", "-x", `${downloads}/${name}`, root]);
  }
  const kernel = await findKernel(root);
  if (kernel === null) throw new Error(`The package ${image} has no kernel image`);
  return kernel;
}

/** linux-image-cloud-amd64 and its like hold nothing but the name of the newest kernel. */
async function imagePackage(packageName: string): Promise<string> {
  const depends = await run(["apt-cache", "depends", packageName]);
  const match = /^ +Depends: (linux-image-[0-9]\S*)$/m.exec(depends);
  return match === null ? packageName : match[1];
}

async function findKernel(root: string): Promise<Kernel | null> {
  try {
    for await (const { name } of Deno.readDir(`${root}/boot`)) {
      if (!name.startsWith("vmlinuz-")) continue;
      const release = name.slice("vmlinuz-".length);
      const image = `${root}/boot/${name}`;
      return { release, image, modules: `${root}/lib/modules/${release}/kernel` };
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return null;
}
