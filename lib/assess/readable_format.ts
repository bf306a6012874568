import type { RecordingFormat } from "./assessment.ts";
import { startDecoder } from "./decode.ts";
import { assessCommandLine, type FormatGuess } from "./format_guess_types.ts";
import { Failure } from "../failure.ts";

/** Names text only with a command of ours that reads all of it that is there. */
export function readable(
  format: RecordingFormat,
  text: Uint8Array,
  whole: boolean,
  { name, evidence }: Pick<FormatGuess, "name" | "evidence">,
): FormatGuess {
  try {
    const decoder = startDecoder({
      format,
      lsbFirst: false,
      skipBytes: 0,
      name: "it",
      most: null,
    });
    decoder.decode(text);
    if (whole) decoder.finish(true);
    return { name, evidence, command: assessCommandLine(`--format ${format}`) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, evidence: `${evidence}; ${error.message.replace(/^C/, "c")}`, command: null };
  }
}
