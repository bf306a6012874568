import type { ElfFile } from "./elf.ts";
import { assemble, type References, sizeOf } from "./machine_code.ts";

/**
 * Lets a program made by Deno say in one line why it cannot start.
 *
 * Before the first line of a program Deno turns the arguments into strings, and opens its own executable by
 * way of /proc/self/exe. An argument that is not UTF-8, or a missing /proc, it answers with a panic of many
 * lines. This code stands in front of it, looks at both (UTF-8 as in RFC 3629, section 4), and ends the
 * process with exit 1, or goes on as if it were not there. It is entered as the kernel and the loader leave
 * it (System V ABI, AMD64 supplement 1.0, section 3.4.1): rsp at the number of arguments, their addresses
 * after it, rdx for the runtime.
 */
export const START_CHECKS = `
  # Keep what the runtime's own start needs: rsp and rdx.
  49 89 e0                      mov r8, rsp
  52                            push rdx
  41 b9 01 00 00 00             mov r9d, 1
  # r9d counts the arguments, rsi goes through the bytes of one
  argument:
  45 3b 08                      cmp r9d, [r8]
  73 69                         jae checked
  4b 8b 74 c8 08                mov rsi, [r8 + 8 + r9 * 8]
  character:
  8a 06                         mov al, [rsi]
  48 ff c6                      inc rsi
  84 c0                         test al, al
  78 07                         js lead
  75 f5                         jnz character
  41 ff c1                      inc r9d
  eb e6                         jmp argument
  # ecx: bytes that follow; r10b to r11b: what the first of them may be (RFC 3629, section 4)
  lead:
  b9 01 00 00 00                mov ecx, 1
  41 b2 80                      mov r10b, 0x80
  41 b3 bf                      mov r11b, 0xbf
  3c c2                         cmp al, 0xc2
  72 68                         jb invalid
  3c e0                         cmp al, 0xe0
  72 26                         jb follow
  ff c1                         inc ecx
  3c e0                         cmp al, 0xe0
  75 03                         jne above_e0
  41 b2 a0                      mov r10b, 0xa0
  above_e0:
  3c ed                         cmp al, 0xed
  75 03                         jne not_ed
  41 b3 9f                      mov r11b, 0x9f
  not_ed:
  3c f0                         cmp al, 0xf0
  72 12                         jb follow
  ff c1                         inc ecx
  3c f0                         cmp al, 0xf0
  75 03                         jne above_f0
  41 b2 90                      mov r10b, 0x90
  above_f0:
  3c f4                         cmp al, 0xf4
  77 43                         ja invalid
  75 03                         jne follow
  41 b3 8f                      mov r11b, 0x8f
  follow:
  8a 06                         mov al, [rsi]
  48 ff c6                      inc rsi
  44 38 d0                      cmp al, r10b
  72 34                         jb invalid
  44 38 d8                      cmp al, r11b
  77 2f                         ja invalid
  41 b2 80                      mov r10b, 0x80
  41 b3 bf                      mov r11b, 0xbf
  ff c9                         dec ecx
  75 e7                         jnz follow
  eb 9c                         jmp character
  checked:
  # readlink("/proc/self/exe", a byte on the stack, 1)
  b8 59 00 00 00                mov eax, 89
  48 8d 3d {link}               lea rdi, [rip + link]
  48 8d 74 24 f8                lea rsi, [rsp - 8]
  ba 01 00 00 00                mov edx, 1
  0f 05                         syscall
  48 85 c0                      test rax, rax
  78 4f                         js unmounted
  5a                            pop rdx
  e9 {begin}                    jmp begin
  invalid:
  48 8d 35 {argument_text}      lea rsi, [rip + argument_text]
  ba [argument_bytes]           mov edx, offset argument_bytes
  e8 55 00 00 00                call say
  # the number, in decimal digits on the stack
  44 89 c8                      mov eax, r9d
  b9 0a 00 00 00                mov ecx, 10
  48 89 e6                      mov rsi, rsp
  digit:
  31 d2                         xor edx, edx
  f7 f1                         div ecx
  80 c2 30                      add dl, 0x30
  48 ff ce                      dec rsi
  88 16                         mov [rsi], dl
  85 c0                         test eax, eax
  75 f0                         jnz digit
  48 89 e2                      mov rdx, rsp
  48 29 f2                      sub rdx, rsi
  48 83 ec 40                   sub rsp, 64
  e8 2b 00 00 00                call say
  48 8d 35 {encoding_text}      lea rsi, [rip + encoding_text]
  ba [encoding_bytes]           mov edx, offset encoding_bytes
  eb 0c                         jmp refuse
  unmounted:
  48 8d 35 {mount_text}         lea rsi, [rip + mount_text]
  ba [mount_bytes]              mov edx, offset mount_bytes
  refuse:
  e8 0c 00 00 00                call say
  b8 e7 00 00 00                mov eax, 231
  bf 01 00 00 00                mov edi, 1
  0f 05                         syscall
  # write(2, rsi, rdx)
  say:
  b8 01 00 00 00                mov eax, 1
  bf 02 00 00 00                mov edi, 2
  0f 05                         syscall
  c3                            ret
`;

/** What the code refers to beside itself, in the order in which it follows the code. */
const TEXTS = {
  link: "/proc/self/exe\0",
  argument_text: "corosync-keygen: Argument ",
  encoding_text: " is not valid UTF-8\n",
  mount_text: "corosync-keygen: Could not start: /proc is not mounted\n",
} as const;

/**
 * Puts the code into an executable, which then starts with it.
 *
 * @throws BuildFailure when there is no room for it; the executable is then as it was
 */
export function repairStart(elf: ElfFile): void {
  const texts = new TextEncoder().encode(Object.values(TEXTS).join(""));
  const begin = elf.entryAddress;
  elf.entryAddress = elf.prependCode((address) => {
    const code = assemble(START_CHECKS, address, {
      ...placesOfTexts(address + sizeOf(START_CHECKS)),
      begin,
      argument_bytes: TEXTS.argument_text.length,
      encoding_bytes: TEXTS.encoding_text.length,
      mount_bytes: TEXTS.mount_text.length,
    });
    const all = new Uint8Array(code.length + texts.length);
    all.set(code);
    all.set(texts, code.length);
    return all;
  });
}

/** The address of each text when the first is at `address`. */
function placesOfTexts(address: number): References {
  const places: Record<string, number> = {};
  for (const [name, text] of Object.entries(TEXTS)) {
    places[name] = address;
    address += text.length;
  }
  return places;
}
