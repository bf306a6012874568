import { assert, assertEquals } from "../assert.ts";
import { tableLines } from "../../lib/report/text_table.ts";
import { PLAIN_STYLE } from "../../lib/report/text_style.ts";

const TABLE = {
  columns: [
    { title: "section" },
    { title: "statistic" },
    { title: "of the data", numeric: true },
    { title: "result" },
    { title: "of all", numeric: true },
  ],
  rows: [
    ["5.1.2", "number of directional runs", "66272", "passed", "1,200"],
    ["5.1.11", "compression", "54418.25", "failed", "5"],
  ],
};

const at = (columns: number) => tableLines(TABLE, columns, PLAIN_STYLE);

Deno.test("a table that fits has a line a row", () => {
  const whole = [
    "  section  statistic                   of the data  result  of all",
    "  5.1.2    number of directional runs        66272  passed   1,200",
    "  5.1.11   compression                    54418.25  failed       5",
  ];
  assertEquals(at(200), whole);
  assertEquals(at(66), whole);
});

Deno.test("with one column less its heads are broken, then its names", () => {
  const brokenHeads = [
    "                                         of the             of",
    "  section  statistic                       data  result    all",
    "  5.1.2    number of directional runs     66272  passed  1,200",
    "  5.1.11   compression                 54418.25  failed      5",
  ];
  assertEquals(at(65), brokenHeads);
  assertEquals(at(62), brokenHeads);
  assertEquals(at(61), [
    "                                        of the             of",
    "  section  statistic                      data  result    all",
    "  5.1.2    number of directional         66272  passed  1,200",
    "           runs",
    "  5.1.11   compression                54418.25  failed      5",
  ]);
});

Deno.test("where not even the longest words fit, every row is a block, and a value stays with its title", () => {
  assertEquals(at(47).length, 6);
  assertEquals(at(46), [
    "  5.1.2  number of directional runs",
    "         of the data 66272, result passed,",
    "         of all 1,200",
    "  5.1.11  compression",
    "          of the data 54418.25, result failed,",
    "          of all 5",
  ]);
});

Deno.test("a last column of text goes on below itself, as long as it has 24 columns", () => {
  const table = {
    columns: [{ title: "step" }, { title: "finding" }],
    rows: [["raw noise", "100,000 samples of four bits"]],
  };
  assertEquals(tableLines(table, 37, PLAIN_STYLE), [
    "  step       finding",
    "  raw noise  100,000 samples of four",
    "             bits",
  ]);
  assert(tableLines(table, 36, PLAIN_STYLE).every((line) => line.length <= 36));
});

Deno.test("a table without rows is nothing", () => {
  assertEquals(tableLines({ ...TABLE, rows: [] }, 80, PLAIN_STYLE), []);
});
