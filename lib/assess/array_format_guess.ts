import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";

/** Numbers between the braces of one array, one line of them for what comes behind. */
const BETWEEN_BRACES = "tr '\\n' ' ' < FILE | sed 's/^[^{]*{//; s/}.*//'";

/**
 * An array in C, as xxd -i writes it: a declaration, numbers between braces, and what may stand behind them.
 *
 * @param whole whether the text is all of it: else the end may be missing
 */
export function guessArray(text: string, whole: boolean): FormatGuess | null {
  const parts = /^[^{}]*\w[^{}]*=\s*\{([^{}]*)(\}[^{}]*)?$/.exec(text);
  if (parts === null || whole && parts[2] === undefined) return null;
  const numbers = (whole || parts[2] !== undefined ? parts[1] : parts[1].replace(/[^,]*$/, ""))
    .trim().replace(/,$/, "").split(",").map((number) => number.trim());
  if (numbers.every((number) => /^0x[0-9a-f]{2}$/i.test(number))) {
    return {
      name: "an array in C",
      evidence: "numbers of 0x and two digits between braces",
      command: assessPipeline(`${BETWEEN_BRACES} | sed 's/0[xX]//g' | tr -d ','`, "--format hex"),
    };
  }
  if (numbers.every((number) => /^(?:0|[1-9]\d{0,4})$/.test(number) && Number(number) < 2 ** 16)) {
    return {
      name: "an array in C",
      evidence: "whole numbers between braces",
      command: assessPipeline(BETWEEN_BRACES, "--format decimal"),
    };
  }
  return null;
}
