import { guessFormat } from "../../lib/assess/format_guess.ts";
import { commandFor } from "../../lib/report/format_sentences.ts";
import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { fairBytes } from "../report/samples.ts";

const fair = await fairBytes(4_000);
const numbers = Array.from(fair);
const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n") + "\n");

async function packed(): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([fair]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** An archive of one file (tar(5)): its name, its size in octal digits, the sum of the block, and its bytes. */
function archived(): Uint8Array<ArrayBuffer> {
  const archive = new Uint8Array(512 + 4_096);
  const write = (at: number, text: string) => archive.set(new TextEncoder().encode(text), at);
  write(0, "recording");
  write(100, "0000600");
  write(124, fair.length.toString(8).padStart(11, "0"));
  write(148, " ".repeat(8));
  write(257, "ustar\x0000");
  const sum = archive.reduce((sum, byte) => sum + byte, 0);
  write(148, sum.toString(8).padStart(6, "0") + "\0");
  archive.set(fair, 512);
  return archive;
}

/** What makes a program of the name of a file, an option, an assignment, a host or an offset. */
const NAMES = [
  "a;touch PWNED|",
  "|touch PWNED",
  "x=y",
  "-n",
  "-",
  ":a",
  "h:a",
  "+10",
  "@a",
  "[ab]*",
  "$(touch PWNED)",
  "a'b",
];

/** Recordings that a command is offered for, and the first word of each command. */
const RECORDINGS: readonly (readonly [program: string, bytes: Uint8Array<ArrayBuffer>])[] = [
  ["perl", Uint8Array.from(numbers.flatMap((byte) => byte === 10 ? [13, 10] : [byte]))],
  ["gzip", await packed()],
  ["tar", archived()],
  ["awk", text(numbers.map((byte, i) => `${i} ${byte}`))],
  ["cut", text(numbers.map((byte, i) => `${i},${byte}`))],
  ["tail", text(["value", ...numbers.map(String)])],
  ["od", Uint8Array.from(numbers.flatMap((byte) => [byte, 0, 0, 0]))],
  [
    "sed",
    text(["000000 " + "5c ".repeat(16).trim(), "000010 " + "c5 ".repeat(16).trim(), "000020"]),
  ],
];

Deno.test("the commands that are offered read the file and do nothing else, whatever its name is", () =>
  withDirectory(async (directory) => {
    for (const [program, bytes] of RECORDINGS) {
      const guess = guessFormat(bytes);
      assertEquals(guess?.command?.split(" ")[0], program);
      const outputs = new Set<string>();
      for (const name of ["plain", ...NAMES]) {
        await Deno.writeFile(`${directory}/${name}`, bytes);
        const source = { kind: "file" as const, path: name };
        const command = commandFor(guess!, source)!;
        const { code, stdout } = await new Deno.Command("sh", {
          args: ["-c", command.slice(0, command.lastIndexOf(" | corosync-keygen assess"))],
          cwd: directory,
          env: { PERL_UNICODE: name === "plain" ? "" : "SDA" },
        }).output();
        assertEquals([code, stdout.length > 0], [0, true], command);
        outputs.add(new TextDecoder("latin1").decode(stdout));
      }
      assertEquals(outputs.size, 1, program);
    }
    const made = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
    assertEquals(made, ["plain", ...NAMES].sort());
  }));
