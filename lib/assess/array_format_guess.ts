import { assessPipeline, type FormatGuess } from "./format_guess_types.ts";
import { numbersGuess } from "./hex_number_guess.ts";

/** Numbers between the braces of one array, one line of them for what comes behind. */
const BETWEEN_BRACES = "tr '\\n' ' ' < FILE | sed 's/^[^{]*{//; s/}.*//'";

/**
 * An array in C, as xxd -i writes it: a declaration, numbers between braces, and what may stand behind them.
 *
 * @param whole whether the text is all of it: else the end may be missing
 */
export function guessArray(text: string, whole: boolean): FormatGuess | null {
  const begin = text.indexOf("{");
  const declaration = text.slice(0, Math.max(0, begin)).trimEnd();
  if (!declaration.endsWith("=") || declaration.includes("}")) return null;
  const end = text.indexOf("}", begin);
  const hasEnd = end >= 0;
  if (!hasEnd && whole || /[{}]/.test(text.slice(begin + 1, hasEnd ? end : undefined))) return null;
  if (hasEnd && /[{}]/.test(text.slice(end + 1))) return null;
  // The last number may be cut.
  const numbers = text.slice(begin + 1, hasEnd ? end : Math.max(begin + 1, text.lastIndexOf(",")))
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
  const bare = numbers.map((number) => number.replace(/[ul]+$/i, ""));
  const guess = numbersGuess(bare, (command) => `${BETWEEN_BRACES} | ${command("")}`);
  if (guess !== null) {
    return { ...guess, name: "an array in C", evidence: `${guess.name}; ${guess.evidence}` };
  }
  return bare.every((number) => /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?f?$/i.test(number))
    ? {
      name: "an array in C",
      evidence: "of its numbers not all are samples, whole numbers from 0 to 65535",
      command: null,
    }
    : null;
}
