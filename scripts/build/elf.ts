/** The begin of a program's file, the types of one, and processors (elf(5)). */
const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const [ET_EXEC, ET_DYN] = [2, 3];
const ELF_MACHINES = { x86_64: 62, aarch64: 183 } as const;

/** Whether a file begins with the ELF header of an executable or a shared object, which programs are too (elf(5)). */
export function isElfProgram(content: Uint8Array): boolean {
  if (content.length < 20 || !ELF_MAGIC.every((byte, i) => content[i] === byte)) return false;
  const type = halfAt(content, 16);
  return type === ET_EXEC || type === ET_DYN;
}

/** Whether an ELF program is for the processor of this machine. */
export function isForThisProcessor(program: Uint8Array): boolean {
  return halfAt(program, 18) === ELF_MACHINES[Deno.build.arch];
}

function halfAt(elf: Uint8Array, offset: number): number {
  const isLittleEndian = elf[5] === 1;
  return new DataView(elf.buffer, elf.byteOffset).getUint16(offset, isLittleEndian);
}
