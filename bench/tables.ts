/** What benchmarks print: a table that can stand in the README, and the conditions it holds for. */

/** A table in Markdown, padded so that it can be read as text too. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length), 3)
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Date, runtime, kernel and processor of the machine that measures. */
export async function conditionLines(): Promise<string[]> {
  const cpuInfo = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  const cpu = /^model name\s*:\s*(.+)$/m.exec(cpuInfo)?.[1] ?? "unknown processor";
  return [
    `${
      new Date().toISOString().slice(0, 10)
    }, Deno ${Deno.version.deno}, Linux ${Deno.osRelease()}`,
    `${cpu}, ${navigator.hardwareConcurrency} cores`,
  ];
}
