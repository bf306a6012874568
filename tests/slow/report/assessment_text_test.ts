import { assessmentText } from "../../../lib/report/assess/text.ts";
import { assessedOf } from "../../../lib/report/assess/gate.ts";
import { PLAIN_STYLE, TERMINAL_STYLE } from "../../../lib/report/text_style.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

const fair = await assessBytes(await fairBytes(20_000));
const plain = (columns: number) =>
  assessmentText(assessedOf(fair), { columns, style: PLAIN_STYLE });

Deno.test("the text fits 60, 72, 80, 120 and 132 columns", () => {
  for (const columns of [60, 72, 80, 120, 132]) {
    const long = plain(columns).split("\n").filter((line) => line.length > columns);
    assertEquals(long, [], `${columns} columns`);
  }
});

Deno.test("the command for a recording in another format is one line, however narrow the paper", async () => {
  const hex = Array.from(await fairBytes(2_000), (byte) => byte.toString(16).padStart(2, "0"));
  const text = await assessBytes(new TextEncoder().encode(hex.join("")));
  const lines = assessmentText(assessedOf(text), { columns: 40, style: PLAIN_STYLE }).split("\n");
  const at = lines.findIndex((line) => line.endsWith("try:"));
  assertMatch(lines[at + 1], /^ {4}corosync-keygen assess --format hex \S+$/);
});

Deno.test("the verdict comes first and its limits stand after the tests", () => {
  const text = plain(120);
  assertMatch(text, /^No fault found: all \d+ tests fit /);
  assert(text.indexOf("What this does not say") > text.indexOf("serial correlation"));
});

Deno.test("each test has one line on wide paper: comparison, name, value, expectation, meaning", () => {
  assertMatch(
    plain(132),
    /^ {2}fits {2}mean +\d+\.\d+ +12\d\.\d+ to 12\d\.\d+ +of the byte values$/m,
  );
  assertMatch(plain(132), /^ {8}min-entropy of counts +7\.\d{4} bits +up to 8 +from the most /m);
});

Deno.test("on narrow paper the meaning of a test stands below it, further to the right", () => {
  assertMatch(
    plain(80),
    /^ {2}fits {2}mean +[0-9.]+ +[0-9.]+ to [0-9.]+\n {12}of the byte values$/m,
  );
});

Deno.test("a terminal sees the same words, set off", () => {
  const styled = assessmentText(assessedOf(fair), { columns: 100, style: TERMINAL_STYLE });
  assertEquals(styled.replaceAll(new RegExp("\x1b\\[\\d+m", "g"), ""), plain(100));
  assertStringIncludes(styled, "\x1b[32mfits\x1b[39m");
  assertEquals(plain(100).includes("\x1b"), false);
});

Deno.test("symbols of one bit have no bit string of their own", async () => {
  const bits = (await fairBytes(20_000)).map((byte) => byte & 1);
  const symbols = { bitsPerSymbol: 1, packed: false };
  const text = assessmentText(assessedOf(await assessBytes(bits, { symbols, claimedEntropy: 1 })), {
    columns: 120,
    style: PLAIN_STYLE,
  });
  assertEquals(text.includes("of the bit string"), false);
  assertStringIncludes(text, "20,000 symbols of 1 bit, 2 different.");
  assertStringIncludes(text, "2,500 bytes; the figures");
});

Deno.test("an estimator that did not run says why", async () => {
  const text = assessmentText(
    assessedOf(await assessBytes(await fairBytes(700), { partial: true })),
    { columns: 120, style: PLAIN_STYLE },
  );
  assertMatch(text, /^No fault found, but not everything was tested in 700 bytes of sample$/m);
  assertMatch(text, /^ {2}no data +compression +- +needs [\d,]+ samples, there are 5600$/m);
});
