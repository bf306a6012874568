import { assert, assertEquals, assertMatch, assertThrows } from "../../assert.ts";
import { BuildFailure } from "../../../scripts/build/failure.ts";
import { assemble, instructionsOf, sizeOf } from "../../../scripts/build/repair/machine_code.ts";
import { MAIN_STACK } from "../../../scripts/build/repair/main_stack.ts";
import { repair, repairsFor } from "../../../scripts/build/repair/repair.ts";
import { START_CHECKS } from "../../../scripts/build/repair/start_checks.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { NOT_UTF_8 } from "../../not_utf_8.ts";
import { skipWithout } from "../../peers.ts";

const otherProcessor = Deno.build.target !== "x86_64-unknown-linux-gnu";
const noAssembler = skipWithout(
  { programs: { as: "binutils", objcopy: "binutils" } },
  "GNU as and the listings of machine code",
);
const NEEDS = { programs: { gcc: "gcc", unshare: "util-linux", mount: "mount" }, root: true };
const noCompiler = otherProcessor || skipWithout(NEEDS, "repairing a program");

for (const [name, listing] of Object.entries({ MAIN_STACK, START_CHECKS })) {
  Deno.test({
    name: `the bytes of ${name} are what GNU as makes of its instructions`,
    ignore: otherProcessor || noAssembler,
    fn: () =>
      withDirectory(async (directory) => {
        const source = ".intel_syntax noprefix\n" + instructionsOf(listing);
        await Deno.writeTextFile(`${directory}/code.s`, source);
        const run = async (...command: string[]) => {
          const { code, stderr } = await runCommand(command);
          assertEquals([code, stderr], [0, ""]);
        };
        await run("as", "-o", `${directory}/code.o`, `${directory}/code.s`);
        const sections = ["-O", "binary", "-j", ".text", `${directory}/code.o`];
        await run("objcopy", ...sections, `${directory}/code`);
        // What is elsewhere the assembler leaves to the linker, as zeros.
        const ours = listing.replaceAll(/[{[]\w+[}\]](?= )/g, "00 00 00 00");
        assertEquals(assemble(ours, 0, {}), await Deno.readFile(`${directory}/code`));
        assertEquals(sizeOf(listing), sizeOf(ours));
      }),
  });
}

Deno.test("assemble() puts distances from the next instruction, and values", () => {
  const listing = `
    # comment
    e8 {there}           call there
    label:
    ba [amount]          mov edx, offset amount
  `;
  const bytes = assemble(listing, 0x1000, { there: 0x0f05, amount: 0x1234 });
  assertEquals([...bytes], [0xe8, 0x00, 0xff, 0xff, 0xff, 0xba, 0x34, 0x12, 0, 0]);
});

Deno.test("assemble() refuses what four bytes cannot reach, and names it does not know", () => {
  const jump = "e9 {there}   jmp there";
  assertEquals(assemble(jump, 0, { there: 2 ** 31 + 4 }).length, 5);
  assertThrows(() => assemble(jump, 0, { there: 2 ** 31 + 5 }), RangeError, "there");
  assertThrows(() => assemble(jump, 0, {}), RangeError, "there");
});

Deno.test("repairs are for x64 with the GNU C library", () => {
  assertEquals(repairsFor("bun", "linux-x64-baseline"), ["main-stack"]);
  assertEquals(repairsFor("deno", "linux-x64"), ["start-checks"]);
  for (const target of ["linux-x64-musl", "linux-arm64", "darwin-x64"]) {
    assertEquals(repairsFor("bun", target), []);
  }
});

/**
 * Compiles a program of the tests as the runtimes are linked: functions are found when they are first called,
 * and there is room in front of the executable segment.
 */
async function compile(directory: string, source: string): Promise<string> {
  const output = `${directory}/program`;
  const linked = ["-no-pie", "-Wl,-z,lazy,-z,norelro,--section-start=.init=0x402000", "-pthread"];
  const { code, stderr } = await runCommand([
    ...["gcc", "-fno-pie", "-fcf-protection=none", ...linked],
    ...["-o", output, new URL(source, import.meta.url).pathname],
  ]);
  assertEquals([code, stderr], [0, ""]);
  return output;
}

Deno.test({
  name: "a program with start checks takes UTF-8 as before and refuses the rest in one line",
  ignore: noCompiler,
  fn: () =>
    withDirectory(async (directory) => {
      const program = await compile(directory, "echo.c");
      repair(program, "start-checks");
      const run = async (script: string) => {
        const { code, stdout, stderr } = await runCommand(["sh", "-uc", script, "sh", program]);
        return [code, stdout, stderr];
      };
      const text = "a\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}z";
      assertEquals(await run(`"$1"`), [0, "", ""]);
      assertEquals(await run(`"$1" "" '${text}' 'ü'`), [0, `<><${text}><ü>`, ""]);
      const refused = (number: number) =>
        `corosync-keygen: Argument ${number} is not valid UTF-8\n`;
      for (const bytes of NOT_UTF_8) {
        assertEquals(await run(`"$1" a "$(printf 'x${bytes}')"`), [1, "", refused(2)], bytes);
        assertEquals(await run(`"$1" a "$(printf '${bytes}x')" b`), [1, "", refused(2)], bytes);
      }
      const tenth = `"$1" 1 2 3 4 5 6 7 8 9 "$(printf '\\377')"`;
      assertEquals(await run(tenth), [1, "", refused(10)]);
      const noProc = "corosync-keygen: Could not start: /proc is not mounted\n";
      const hidden = `mount -t tmpfs none /proc; exec "$1" a`;
      assertEquals(await run(`exec unshare --mount sh -euc '${hidden}' sh "$1"`), [1, "", noProc]);
    }),
});

Deno.test({
  name: "a program with its main stack repaired finds it without /proc, and as before with it",
  ignore: noCompiler,
  fn: () =>
    withDirectory(async (directory) => {
      const program = await compile(directory, "stack.c");
      const run = async (before: string, words = "") =>
        (await runCommand([
          ...["unshare", "--mount", "sh", "-euc", `${before}; ulimit -s 2048; exec "$1" ${words}`],
          ...["sh", program],
        ])).stdout;
      const hideProc = "mount -t tmpfs none /proc";
      const here = "main: around here, 2048 KiB\nagain: around here, 2048 KiB\n";
      const thread = "thread: around here, 1024 KiB\n";
      const nowhere = "main: No such file or directory\nagain: No such file or directory\n";
      // The C library leaves out what is between the address it knows and the end, some pages of 2 MiB.
      const withProc =
        /^main: around here, 20\d\d KiB\nagain: .*, 20\d\d KiB\nthread: .* 1024 KiB\n$/;
      assertMatch(await run(":"), withProc);
      assertEquals(await run(hideProc), nowhere + thread);
      repair(program, "main-stack");
      assertMatch(await run(":"), withProc);
      assertEquals(await run(hideProc), here + thread);
      assertEquals(await run(`${hideProc}; export LD_BIND_NOW=1`), here + thread);
      // Where the environment is not on the stack the code has no answer either.
      assertEquals(await run(hideProc, "moved"), nowhere + thread);
    }),
});

Deno.test("a repair changes no byte of a file that it cannot repair", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/program`;
    const refuses = async (content: Uint8Array, why: string) => {
      await Deno.writeFile(path, content);
      for (const what of ["main-stack", "start-checks"] as const) {
        assertThrows(() => repair(path, what), BuildFailure, why);
      }
      assertEquals(await Deno.readFile(path), content);
    };
    await refuses(new TextEncoder().encode("#!/bin/sh\n".padEnd(100)), "Not an ELF file");
    await refuses(new Uint8Array(10), "ends before");
  }));

Deno.test({
  name: "a repair wants room of zeros in front of the code",
  ignore: noCompiler,
  fn: () =>
    withDirectory(async (directory) => {
      const program = await compile(directory, "echo.c");
      const whole = await Deno.readFile(program);
      const refuses = async (offset: number, value: number, why: string) => {
        const changed = whole.slice();
        changed[offset] = value;
        await Deno.writeFile(program, changed);
        assertThrows(() => repair(program, "start-checks"), BuildFailure, why);
        assertEquals(await Deno.readFile(program), changed);
      };
      // The executable segment starts at 0x1000 of the file: its last byte of padding is before that.
      await refuses(0xfff, 1, "holds something");
      await refuses(0xe80, 1, "holds something");
      // A byte of the size of the segment before it, which then ends at 0xfxx.
      const view = new DataView(whole.buffer);
      const headers = Number(view.getBigUint64(32, true));
      const entry = [2, 3, 4].map((i) => headers + i * 56).find((at) =>
        view.getUint32(at, true) === 1
      )!;
      await refuses(entry + 33, 0x0f, "no room");
      await Deno.writeFile(program, whole);
      repair(program, "start-checks");
      const repaired = await Deno.readFile(program);
      assertEquals(repaired.length, whole.length);
      const changed = [...repaired.keys()].filter((i) => repaired[i] !== whole[i]);
      assert(
        changed.every((i) => i < headers + 13 * 56 || (i >= 0xe00 && i < 0x1000)),
        `${changed}`,
      );
    }),
});
