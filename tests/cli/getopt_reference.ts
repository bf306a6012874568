import type { OptionName, ParsedArgument } from "../../lib/cli/getopt.ts";
import { withDirectory } from "../keys.ts";
import { ROOT } from "../../scripts/build/project.ts";

/** One argument list, the options it is parsed with, and whether POSIXLY_CORRECT is set. */
export interface GetoptCase {
  readonly options: readonly OptionName[];
  readonly args: readonly string[];
  readonly posix: boolean;
}

/** Compiles the C program around getopt_long and asks it about all cases at once. */
export async function askGetoptLong(cases: readonly GetoptCase[]): Promise<ParsedArgument[][]> {
  let output = "";
  await withDirectory(async (directory) => {
    const program = `${directory}/reference`;
    const source = `${ROOT}tests/cli/getopt_reference.c`;
    const compiled = await new Deno.Command("gcc", {
      args: ["-std=gnu11", "-O1", "-Wall", "-Werror", "-o", program, source],
    }).output();
    if (!compiled.success) throw new Error(new TextDecoder().decode(compiled.stderr));
    const input = `${directory}/cases`;
    await Deno.writeTextFile(input, cases.map(encode).join(""));
    const { success, stdout } = await new Deno.Command("sh", {
      args: ["-c", 'exec "$0" <"$1"', program, input],
      env: { LC_ALL: "C" },
    }).output();
    if (!success) throw new Error("The C program failed");
    output = new TextDecoder().decode(stdout);
  });
  return decode(output, cases);
}

function encode({ options, args, posix }: GetoptCase): string {
  const fields = [
    posix ? "1" : "0",
    `${options.length}`,
    ...options.flatMap((
      { long, short, takesValue },
    ) => [long, short ?? "", takesValue ? "1" : "0"]),
    `${args.length}`,
    ...args,
  ];
  return fields.map((field) => `${field}\0`).join("");
}

function decode(output: string, cases: readonly GetoptCase[]): ParsedArgument[][] {
  const fields = output.split("\0");
  let next = 0;
  return cases.map(({ options }) => {
    const parsed: ParsedArgument[] = [];
    for (let kind = fields[next++]; kind !== "end"; kind = fields[next++]) {
      if (kind === "option") {
        const { long } = options[Number(fields[next++])];
        const hasValue = fields[next++] === "1";
        const value = fields[next++];
        parsed.push({ kind, name: long, value: hasValue ? value : null });
      } else if (kind === "error") {
        // The name of the program comes first and a line feed last, as in every message of getopt_long.
        parsed.push({
          kind,
          message: fields[next++].replace(/^reference: /, "").replace(/\n$/, ""),
        });
      } else if (kind === "positional") {
        parsed.push({ kind, value: fields[next++] });
      } else {
        throw new Error(`The C program printed ${kind}`);
      }
    }
    return parsed;
  });
}
