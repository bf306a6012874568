import type { Sp80022Assessment } from "../../assess/sp800_22.ts";
import { byteSize, decimals, plural } from "../numbers.ts";
import { READING_ENDS } from "../assess/conditions.ts";
import { machineRows } from "../machine_rows.ts";

/** Where, when and how much: pairs of a name and what there is to say. */
export function sp80022Conditions(
  { conditions, reading, request, sourceName, testingMilliseconds, battery }: Sp80022Assessment,
): (readonly [string, string])[] {
  const { bitsPerSymbol, packed } = request.symbols;
  const symbols = bitsPerSymbol === 8
    ? "8 bits a byte, most significant first"
    : `symbols of ${plural(bitsPerSymbol, "bit")}, ${packed ? 8 / bitsPerSymbol : 1} a byte`;
  return [
    ["source", sourceName],
    ["read", `${plural(reading.bytes, "byte")}, ${READING_ENDS[reading.end]}`],
    ...(reading.sha256 === null ? [] : [["SHA-256", reading.sha256] as const]),
    ["bits", symbols],
    ...(reading.unusedBits > 0
      ? [
        [
          "not used",
          `${plural(reading.unusedBits, "bit")} behind the last whole sequence`,
        ] as const,
      ]
      : []),
    [
      "testing",
      `${decimals(testingMilliseconds / 1000, 2)} s, ${
        byteSize(
          Math.round(battery.sequences * battery.sequenceBits / 8 / (testingMilliseconds / 1000)),
        )
      }/s`,
    ],
    ...machineRows(conditions),
  ];
}
