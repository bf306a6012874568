import { spread } from "../../lib/math/quantile.ts";
import { markdownTable } from "../tables.ts";
import type { Boot } from "./machine.ts";
import { READERS, VARIANTS } from "./variants.ts";

/** One row a variant and reader: median and range, and the part that the program saw itself. */
export function summaryTable(boots: readonly Boot[]): string {
  const rows = VARIANTS.flatMap(({ name }) =>
    READERS.flatMap((reader) => {
      const mine = boots.filter((boot) => boot.variant === name && boot.reader === reader);
      const whole = spread(mine.map(({ execToExitMilliseconds }) => execToExitMilliseconds));
      if (whole === null) return [];
      const inside = spread(
        mine.flatMap(({ gatheringMilliseconds }) => gatheringMilliseconds ?? []),
      );
      const range = `${whole.minimum.toFixed(1)}-${whole.maximum.toFixed(1)}`;
      return [[
        name,
        reader === "probe"
          ? "128-byte read in C"
          : `keygen ${reader === "-l" ? "-l" : "(default)"}`,
        `${whole.median.toFixed(1)} (${range})`,
        inside === null ? "" : inside.median.toFixed(1),
        `${whole.count}`,
      ]];
    })
  );
  return markdownTable(
    ["boot variant", "who asks", "exec to exit, ms: median (range)", "inside, ms", "boots"],
    rows,
  );
}
