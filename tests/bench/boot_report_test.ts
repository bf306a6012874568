import type { Boot } from "../../bench/boot/machine.ts";
import { summaryTable } from "../../bench/boot/report.ts";
import { assertEquals } from "../assert.ts";

const boot = (more: Partial<Boot>): Boot => ({
  number: 1,
  accelerator: "counted",
  variant: "no seed, no CPU trust",
  reader: "probe",
  kernel: "6.1.0",
  startedMilliseconds: 3000,
  readyBefore: false,
  execToExitMilliseconds: 1010,
  gatheringMilliseconds: null,
  ...more,
});

Deno.test("the table of boots has a row a variant and reader, with median, range and the inside", () => {
  const boots = [
    boot({}),
    boot({ execToExitMilliseconds: 1030 }),
    boot({ execToExitMilliseconds: 1020 }),
    boot({ reader: "-l", execToExitMilliseconds: 1573.66, gatheringMilliseconds: 22.44 }),
  ];
  assertEquals(summaryTable(boots).split("\n").slice(2), [
    "| no seed, no CPU trust | 128-byte read in C | 1020.0 (1010.0-1030.0)           |            | 3     |",
    "| no seed, no CPU trust | keygen -l          | 1573.7 (1573.7-1573.7)           | 22.4       | 1     |",
  ]);
});
