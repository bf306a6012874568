import type { Assessment, Reading } from "../../assess/assessment.ts";
import { byteSize, decimals, grouped, plural } from "../numbers.ts";
import type { Conditions } from "../../system/conditions.ts";

/** How reading ended, in words. */
export const READING_ENDS = {
  enough: "as much as was asked for",
  time: "until time was up",
  "end of source": "to the end of the source",
  silence: "until the source fell silent",
  signal: "until a signal arrived",
  error: "until reading failed",
} as const;

/** What was tested: all that was read but what --skip left out. */
export function testedSize({ bytes, skippedBytes }: Reading): string {
  return byteSize(bytes - skippedBytes);
}

/** Where, when and how much: pairs of a name and what there is to say. */
export function conditionLines(assessment: Assessment): (readonly [string, string])[] {
  const { conditions, reading, request, sourceName, recording, selectedBits } = assessment;
  const { bitsPerSymbol, packed } = request.symbols;
  const seconds = reading.milliseconds / 1000;
  const rate = byteSize(Math.round(reading.bytes / Math.max(seconds, 0.001)));
  const estimating = recording === null
    ? []
    : [["estimating", `${decimals(recording.estimatingMilliseconds / 1000, 2)} s`] as const];
  return [
    ["source", sourceName],
    [
      "read",
      `${plural(reading.bytes, "byte")} in ${decimals(seconds, 2)} s (${rate}/s), ${
        READING_ENDS[reading.end]
      }`,
    ],
    [
      "samples",
      selectedBits === null
        ? `${grouped(reading.samples)} of ${plural(bitsPerSymbol, "bit")}, ${
          packed && bitsPerSymbol < 8 ? `${8 / bitsPerSymbol} a byte` : "one a byte"
        }`
        : `${grouped(reading.samples)} of more than 8 bits, of which bits ${
          selectedBits.join(", ")
        } were kept`,
    ],
    ...(request.skipBytes === 0 ? [] : [
      [
        "skipped",
        `${
          plural(request.skipBytes, "byte")
        }; offsets in bytes count them, numbers of samples do not`,
      ] as const,
    ]),
    ...(reading.sha256 === null ? [] : [["SHA-256", reading.sha256] as const]),
    ...estimating,
    ...machineRows(conditions),
  ];
}

/** What every report says of the run and the machine: pairs of a name and what there is to say. */
export function machineRows(conditions: Conditions): (readonly [string, string])[] {
  const { host, hypervisor, hardwareGenerator } = conditions;
  const known = (name: string, value: string | null) =>
    value === null ? [] : [[name, value] as const];
  return [
    ["command", conditions.commandLine],
    ["time", conditions.time],
    ["program", `${conditions.program}, ${conditions.runtime}`],
    ["host", host ?? "unknown"],
    ["kernel", conditions.kernel ?? "unknown"],
    ["processor", conditions.cpu ?? "unknown"],
    ...known("hypervisor", hypervisor),
    ...known("hwrng", hardwareGenerator),
  ];
}
