import type { Assessment, AssessRequest } from "../../assess/assessment.ts";
import { shellPath } from "../../system/shell_path.ts";

/** What stands in front of the command that ends a sentence. */
export const TRY = "; try: ";

/** What the recording looks like other than what it was read as, and the command that reads that. */
export function guessSentence({ guess, sourceName, request }: Assessment): string[] {
  if (guess === null) return [];
  const file = (request.source.kind === "file" ? shellPath(sourceName) : null) ?? "FILE";
  const command = guess.command === null ? "" : TRY + commandOn(file, guess.command, request);
  return [`This looks like ${guess.name} (${guess.evidence})${command}`];
}

const ASSESS = "corosync-keygen assess";

/** The command for this file, with what was asked for besides the format. */
function commandOn(file: string, command: string, request: AssessRequest): string {
  const { skipBytes, expectation, mostSamples, lsbFirst, symbols } = request;
  // What another program makes of the recording comes by standard input, and begins where the recording did.
  const converts = !command.startsWith(ASSESS);
  const words = [
    ...expectation === "steady" ? ["--raw"] : [],
    ...skipBytes > 0 && !converts ? [`--skip ${skipBytes}`] : [],
    ...mostSamples !== null && request.source.kind === "file" ? [`--samples ${mostSamples}`] : [],
    ...takesWidth(command) ? widthOf(symbols.bitsPerSymbol, symbols.packed, lsbFirst) : [],
  ];
  const whole = command.replace(ASSESS, () => [ASSESS, ...words].join(" "));
  return skipBytes > 0 && converts
    ? `tail -c +${skipBytes + 1} ${file} | ${whole.replace("FILE", "/dev/stdin")}`
    : whole.replace("FILE", () => file);
}

/** Characters of one bit, samples of 16 and a width that the command names have no other. */
function takesWidth(command: string): boolean {
  return !/--bits-per-symbol|--format (?:bits|u16|decimal)/.test(command);
}

function widthOf(bitsPerSymbol: number, packed: boolean, lsbFirst: boolean): string[] {
  return [
    ...bitsPerSymbol < 8 ? [`--bits-per-symbol ${bitsPerSymbol}`] : [],
    ...packed ? ["--packed"] : [],
    ...lsbFirst ? ["--lsb-first"] : [],
  ];
}
