import { ROOT } from "../../../scripts/build/project.ts";

/** The header of an ELF file of 64 bits, in the byte order of a processor, and a text that stands for the rest. */
export function elf(type: number, isLittleEndian = true): string {
  const header = new Uint8Array(20);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, isLittleEndian ? 1 : 2, 1]);
  new DataView(header.buffer).setUint16(16, type, isLittleEndian);
  return `${String.fromCharCode(...header)}the program`;
}

/** What stands for an executable. */
export const EXECUTABLE = elf(2);

/** Runs the script that installs, perhaps by way of a program. */
export async function install(
  args: readonly string[],
  env: Record<string, string> = {},
  under: readonly string[] = [],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const deno = [Deno.execPath(), "run", "-A", "--no-prompt", `${ROOT}scripts/install.ts`];
  const [command, ...words] = [...under, ...deno, ...args];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: words,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
