import { BuildFailure } from "../failure.ts";
import type { ElfFile } from "./elf.ts";
import { assemble } from "./machine_code.ts";

/**
 * Lets a program made by Bun start where there is no /proc, as in a bare chroot.
 *
 * Bun's engine asks pthread_getattr_np(3) where the main thread's stack is. glibc looks it up in
 * /proc/self/maps, and without that file has no answer, whereupon Bun aborts. This code stands in front of
 * that function. It calls it, and only when it fails answers itself: the stack ends after the page that
 * holds the environment, which the kernel puts above everything the program does on it, and is as long as
 * RLIMIT_STACK allows, at most 8 MiB, the usual limit. Had the environment been moved elsewhere by then, the
 * failure would stand.
 */
export const MAIN_STACK = `
  # int pthread_getattr_np(pthread_t rdi, pthread_attr_t *rsi)
  53                       push rbx
  48 89 f3                 mov rbx, rsi
  ff 15 {real}             call [rip + real]
  85 c0                    test eax, eax
  74 50                    jz done
  48 8b 0d {environ}       mov rcx, [rip + environ]
  48 39 e1                 cmp rcx, rsp
  76 44                    jbe done
  48 81 c9 ff 0f 00 00     or rcx, 4095
  48 ff c1                 inc rcx
  48 83 ec 20              sub rsp, 32
  48 89 4c 24 10           mov [rsp + 16], rcx
  # getrlimit(RLIMIT_STACK, rsp): the soft limit is its first half
  bf 03 00 00 00           mov edi, 3
  48 89 e6                 mov rsi, rsp
  ff 15 {getrlimit}        call [rip + getrlimit]
  ba 00 00 80 00           mov edx, 0x800000
  48 39 14 24              cmp [rsp], rdx
  48 0f 42 14 24           cmovb rdx, [rsp]
  # pthread_attr_setstack(attributes, lowest address, size)
  48 8b 74 24 10           mov rsi, [rsp + 16]
  48 29 d6                 sub rsi, rdx
  48 89 df                 mov rdi, rbx
  ff 15 {setstack}         call [rip + setstack]
  48 83 c4 20              add rsp, 32
  done:
  5b                       pop rbx
  c3                       ret
`;

/** `jmp [rip + ...]`, which an entry of the procedure linkage table starts with. */
const JUMP_BY_SLOT = [0xff, 0x25];
const JUMP_BYTES = 6;

/** What is put there instead, as long: a jump to the code, and nothing. */
const JUMP = `
  e9 {code}                jmp code
  90                       nop
`;

/**
 * Puts the code into an executable and lets all calls of pthread_getattr_np go through it.
 *
 * @throws BuildFailure when the executable is not built as expected; it is then as it was
 */
export function repairMainStack(elf: ElfFile): void {
  const real = elf.slotOf("pthread_getattr_np");
  const references = {
    real,
    environ: elf.variable("environ", "__environ"),
    getrlimit: elf.slotOf("getrlimit"),
    setstack: elf.slotOf("pthread_attr_setstack"),
  };
  // Until the function is first called its slot leads back into its linkage entry, behind the first jump.
  const entry = Number(elf.read(elf.offsetOf(real), 8).getBigUint64(0, true)) - JUMP_BYTES;
  const jump = elf.read(elf.offsetOf(entry), JUMP_BYTES);
  if (
    JUMP_BY_SLOT.some((byte, i) => jump.getUint8(i) !== byte) ||
    entry + JUMP_BYTES + jump.getInt32(2, true) !== real
  ) {
    throw new BuildFailure("The linkage entry of pthread_getattr_np is not as expected");
  }
  const code = elf.prependCode((address) => assemble(MAIN_STACK, address, references));
  elf.write(elf.offsetOf(entry), assemble(JUMP, entry, { code }));
}
