import type { RecordingFormat } from "../../lib/assess/assessment.ts";
import type { Decoder } from "../../lib/assess/decoder.ts";
import { startDecoder } from "../../lib/assess/start_decoder.ts";
import { guessFormat } from "../../lib/assess/format_guess.ts";
import { assertEquals } from "../assert.ts";

/** What a shell's command makes of a file, without the last part, which is ours: its format and its input. */
async function throughCommand(
  command: string,
  path: string,
): Promise<[format: RecordingFormat, input: Uint8Array]> {
  const ours = command.slice(command.lastIndexOf("corosync-keygen assess"));
  const before = command.slice(0, command.length - ours.length).replace(/ \| $/, "");
  const format = /--format (\S+)/.exec(ours)?.[1] ?? "raw";
  assertEquals(ours.endsWith(before === "" ? " FILE" : " -"), true, command);
  const skipBytes = Number(/--skip (\d+) /.exec(ours)?.[1] ?? 0);
  if (before === "") {
    return [format as RecordingFormat, (await Deno.readFile(path)).subarray(skipBytes)];
  }
  const words = ["-c", before.replace("FILE", () => '"$1"'), "sh", path];
  const { code, stdout } = await new Deno.Command("sh", { args: words, env: { LC_ALL: "C" } })
    .output();
  assertEquals(code, 0, command);
  return [format as RecordingFormat, stdout];
}

/** Puts bytes through a decoder in pieces of a few bytes, as a pipe may bring them. */
export function decode(
  format: RecordingFormat,
  bytes: Uint8Array,
  lsbFirst = false,
): [number[], Decoder] {
  const decoder = startDecoder({ format, lsbFirst, skipBytes: 0, name: "it", most: null });
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += 7) {
    out.push(...decoder.decode(bytes.subarray(at, at + 7)));
  }
  out.push(...decoder.finish(true));
  return [out, decoder];
}

/** Writes a recording to a file, and gives what the command that is named makes of it; null where none is. */
export async function givenBack(head: Uint8Array, path: string): Promise<number[] | null> {
  const command = guessFormat(head)?.command ?? null;
  if (command === null) return null;
  await Deno.writeFile(path, head);
  const [format, input] = await throughCommand(command, path);
  return decode(format, input)[0];
}
