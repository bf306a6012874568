import { commandFor } from "../../../lib/report/format_sentences.ts";
import { assessedOf } from "../../../lib/report/assess/gate.ts";
import { assessmentFields } from "../../../lib/report/assess/json.ts";
import { verdictOf } from "../../../lib/report/assess/verdict.ts";
import { assertEquals } from "../../assert.ts";
import { assessBytes, fairBytes } from "../../report/samples.ts";

Deno.test("the command that reads a file of another format takes any name for one file, or none", async () => {
  const found = await assessBytes(await fairBytes(10_000));
  const guess = {
    name: "a dump",
    evidence: "offsets",
    command: "xxd -r < FILE | corosync-keygen assess -",
  };
  const tried = (path: string | null, skipBytes = 0) => {
    const source = path === null ? { kind: "stdin" as const } : { kind: "file" as const, path };
    const request = { ...found.request, source, skipBytes };
    // As the report names it, what cannot be printed is written in another way.
    const { sentences } = verdictOf({ ...found, request, sourceName: "name", guess });
    const offered = sentences.find((sentence) => sentence.includes("; try: "))?.split("; try: ")[1];
    const { guess: inJson } = assessmentFields(assessedOf({ ...found, request, guess }));
    assertEquals(inJson, { ...guess, command: offered ?? null });
    return offered;
  };
  const names = [
    ["a;b", "'a;b'"],
    ["-rf", "./-rf"],
    ["/a/b.hex", "/a/b.hex"],
    ["corosync-keygen assess", "'corosync-keygen assess'"],
    ["a\x1bb", "FILE"],
  ];
  const read = (word: string) => `xxd -r < ${word} | corosync-keygen assess -`;
  for (const [name, word] of names) assertEquals(tried(name), read(word));
  assertEquals(tried(null), read("FILE"));
  // Another program would begin with what was skipped.
  assertEquals(tried("/a/b.hex", 3), undefined);
});

Deno.test("the command begins behind what was skipped, as what was found did", () => {
  const source = { kind: "file" as const, path: "a b" };
  const of = (command: string | null, skipBytes: number) =>
    commandFor({ name: "", evidence: "", command }, source, skipBytes);
  const words = "corosync-keygen assess --bytes 8 --skip 1 --format u16le FILE";
  assertEquals(of(words, 0), "corosync-keygen assess --bytes 8 --skip 1 --format u16le 'a b'");
  assertEquals(of(words, 7), "corosync-keygen assess --skip 8 --bytes 8 --format u16le 'a b'");
  assertEquals(
    of("corosync-keygen assess --format hex FILE", 7),
    "corosync-keygen assess --skip 7 --format hex 'a b'",
  );
  const gzip = "gzip -dc < FILE | corosync-keygen assess -";
  assertEquals(of(gzip, 0), "gzip -dc < 'a b' | corosync-keygen assess -");
  assertEquals([of(gzip, 7), of(null, 0)], [null, null]);
});
