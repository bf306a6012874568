/** File systems that a test mounts for itself. Root is needed; unmounting happens whatever the test does. */

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

/**
 * With a file bind-mounted, onto itself or another, as containers have their secrets: no rename goes over
 * it.
 */
export async function withBindMount(
  file: string,
  action: () => Promise<void>,
  onto = file,
): Promise<void> {
  await run("mount", "--bind", file, onto);
  try {
    await action();
  } finally {
    await run("umount", onto);
  }
}

/** With a mount read-only. */
export async function withReadOnly(mountPoint: string, action: () => Promise<void>): Promise<void> {
  await run("mount", "-o", "remount,bind,ro", mountPoint);
  try {
    await action();
  } finally {
    await run("mount", "-o", "remount,bind,rw", mountPoint);
  }
}

/** With a small file system in memory on `directory`. */
export async function withSmallDisk(
  directory: string,
  options: string,
  action: () => Promise<void>,
): Promise<void> {
  await run("mount", "-t", "tmpfs", "-o", `mode=755,${options}`, "none", directory);
  try {
    await action();
  } finally {
    await run("umount", directory);
  }
}
