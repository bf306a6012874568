import { verdictOf } from "../../lib/report/assess/verdict.ts";
import { assertEquals } from "../assert.ts";
import { assessBytes, fairBytes } from "./samples.ts";

Deno.test("the command that reads a file of another format takes any name for one file, or none", async () => {
  const found = await assessBytes(await fairBytes(10_000));
  const guess = {
    name: "a dump",
    evidence: "offsets",
    command: "xxd -r FILE | corosync-keygen assess -",
  };
  const tried = (path: string | null) => {
    const source = path === null ? { kind: "stdin" as const } : { kind: "file" as const, path };
    const request = { ...found.request, source };
    // As the report names it, what cannot be printed is written in another way.
    const { sentences } = verdictOf({ ...found, request, sourceName: "name", guess });
    return sentences.find((sentence) => sentence.includes("; try: "))?.split("; try: ")[1];
  };
  const names = [
    ["a;b", "'a;b'"],
    ["-rf", "./-rf"],
    ["/a/b.hex", "/a/b.hex"],
    ["corosync-keygen assess", "'corosync-keygen assess'"],
    ["a\x1bb", "FILE"],
  ];
  const read = (word: string) => `xxd -r ${word} | corosync-keygen assess -`;
  for (const [name, word] of names) assertEquals(tried(name), read(word));
  assertEquals(tried(null), read("FILE"));
});

Deno.test("the command that reads another format is the one that was given, but for the format", async () => {
  const found = await assessBytes(await fairBytes(10_000));
  const tried = (command: string, given: string, more: Partial<typeof found.request> = {}) => {
    const guess = { name: "a dump", evidence: "offsets", command };
    const options = given.split(" ").filter((word) => word !== "").map((word) => {
      const [name, value] = word.slice(2).split("=") as [string, string | undefined];
      return { name, value: value ?? null };
    });
    const source = { kind: "file" as const, path: "a b" };
    const request = { ...found.request, source, given: options, ...more };
    const { sentences } = verdictOf({ ...found, request, sourceName: "a b", guess });
    const sentence = sentences.find((one) => one.startsWith("This looks like a dump"));
    return sentence?.split("; try: ")[1];
  };
  const words = "corosync-keygen assess --format u16le FILE";
  const dump = "xxd -r FILE | corosync-keygen assess -";
  const hex = "corosync-keygen assess --format hex FILE";
  const bits = "corosync-keygen assess --bits-per-symbol 1 FILE";
  const all = "--raw --skip=7 --samples=1k --bits-per-symbol=4 --packed --lsb-first";
  const program = "corosync-keygen assess";
  assertEquals(tried(words, ""), `${program} --format u16le 'a b'`);
  assertEquals(
    tried(words, all),
    `${program} --raw --skip 7 --samples 1k --format u16le 'a b'`,
  );
  assertEquals(
    tried(hex, all),
    `${program} --raw --skip 7 --samples 1k --bits-per-symbol 4 --packed --lsb-first ` +
      "--format hex 'a b'",
  );
  assertEquals(
    tried(hex, "--iid --seed=3 --require=iid --bytes=4k --record=x --format=raw"),
    `${program} --iid --seed 3 --require iid --bytes 4k --format hex 'a b'`,
  );
  assertEquals(
    tried(dump, "--against=it's --html=-x"),
    `xxd -r 'a b' | ${program} --against 'it'\\''s' --html=-x -`,
  );
  // The other file would be read in that format too.
  for (const other of ["--against=b", "--restart=b"]) {
    assertEquals([tried(hex, other), tried(bits, other)], [undefined, undefined]);
  }
  assertEquals(
    tried(bits, "--require-min-entropy=7 --claimed-entropy=0.5"),
    `${program} --claimed-entropy 0.5 --bits-per-symbol 1 'a b'`,
  );
  assertEquals(tried(bits, "--sp800-22"), `${program} --sp800-22 --bits-per-symbol 1 'a b'`);
  // SP 800-22 takes no format.
  assertEquals(tried(hex, "--sp800-22"), undefined);
  assertEquals(tried(dump, ""), "xxd -r 'a b' | corosync-keygen assess -");
  assertEquals(
    tried(dump, "--skip=7 --raw", { skipBytes: 7 }),
    "tail -c +8 < 'a b' | xxd -r /dev/stdin | corosync-keygen assess --raw -",
  );
  assertEquals(
    tried(dump, "--skip=7 --bytes=9", { skipBytes: 7, mostBytes: 9 }),
    "tail -c +8 < 'a b' | xxd -r /dev/stdin | corosync-keygen assess --bytes 9 -",
  );
  // An archive that is cut cannot be unpacked, and some are read from a file alone.
  const [gzip, zip] = ["gzip -dc", "unzip -p"].map((unpack) =>
    `${unpack} FILE | corosync-keygen assess -`
  );
  assertEquals(
    tried(gzip, "--bytes=9", { mostBytes: 9 }),
    "gzip -dc 'a b' | corosync-keygen assess --bytes 9 -",
  );
  assertEquals(tried(zip, ""), "unzip -p 'a b' | corosync-keygen assess -");
  assertEquals(tried(zip, "--skip=7", { skipBytes: 7 }), undefined);
  // The header of an array lies behind what was skipped.
  assertEquals(
    tried("corosync-keygen assess --skip 80 FILE", "--raw --skip=7", { skipBytes: 7 }),
    `${program} --raw --skip 87 'a b'`,
  );
  assertEquals(tried("corosync-keygen assess --skip 80 FILE", "--sp800-22"), undefined);
  // FILE in what was given is no place for the recording.
  assertEquals(
    tried(hex, "--html=FILE.html"),
    `${program} --html FILE.html --format hex 'a b'`,
  );
});
