import { assert, assertEquals, assertThrows } from "../assert.ts";
import { skipWithout } from "../peers.ts";
import { withDirectory } from "../keys.ts";
import { loadSpecs } from "../../scripts/command_specs.ts";
import { manPage, TEMPLATE } from "../../scripts/man/page.ts";
import { escaped, paragraph } from "../../scripts/man/roff.ts";

const template = await Deno.readTextFile(TEMPLATE);
const page = manPage(template, await loadSpecs(), "1.2.3", "November 22, 2026");

/** Hands the page to a command; what it prints, and what it remarks. */
async function lint(command: string, args: readonly string[]) {
  let printed = "", remarks: string[] = [];
  await withDirectory(async (directory) => {
    const file = `${directory}/corosync-keygen.8`;
    await Deno.writeTextFile(file, page);
    const { stdout, stderr } = await new Deno.Command(command, {
      args: [...args, file],
      env: { LC_ALL: "C.UTF-8", MANWIDTH: "80" },
    }).output();
    printed = new TextDecoder().decode(stdout);
    remarks = new TextDecoder().decode(stderr).split("\n");
  });
  // Which other pages a machine knows of says nothing about this one.
  const ours = remarks.filter((line) => line !== "" && !line.includes("outdated mandoc.db"));
  return { printed, remarks: ours };
}

Deno.test("the man page has every option and every exit code of every command", async () => {
  for (const { name, options, exitCodes } of await loadSpecs()) {
    if (name !== "") assert(page.includes(`\n.Ss corosync-keygen ${name}\n`), name);
    for (const { long } of options) assert(page.includes(`Fl \\-${long}`), long);
    for (const [code] of exitCodes) assert(page.includes(`\n.It ${code}\n`), code);
  }
});

/** The part of the page from one heading to the next of its rank. */
function section(heading: string): string {
  const start = page.indexOf(`\n${heading}\n`);
  assert(start >= 0, heading);
  const next = page.slice(start + 4).search(/^\.S[hs] /m);
  assert(next >= 0);
  return page.slice(start, start + 4 + next);
}

Deno.test("the man page has in each command's section that command's options, and no others", async () => {
  for (const { name, options } of await loadSpecs()) {
    const heading = name === "" ? ".Sh DESCRIPTION" : `.Ss corosync-keygen ${name}`;
    const listed = [...section(heading).matchAll(/^\.It .*Fl \\-([a-z0-9-]+)/gm)].map(([, it]) =>
      it
    );
    assertEquals(listed, options.map(({ long }) => long), heading);
  }
});

Deno.test("manPage() takes text that was edited, and refuses a part that it does not know", async () => {
  const specs = await loadSpecs();
  const edited = template.replace(".Sh SEE ALSO", ".Sh CAVEATS\nA sentence.\n.Sh SEE ALSO");
  assert(manPage(edited, specs, "1", "now").includes("\n.Sh CAVEATS\nA sentence.\n.Sh SEE ALSO\n"));
  for (const line of ['.\\" @options nothing', '.\\" @nothing verify']) {
    assertThrows(() => manPage(`${template}${line}\n`, specs, "1", "now"), Error, line);
  }
});

Deno.test({
  name: "mandoc has nothing to remark on the man page, not even its style",
  ignore: skipWithout({ programs: { mandoc: "mandoc" } }, "mandoc -Tlint on the man page"),
  fn: async () => {
    // It prints its remarks, nothing else, and has none.
    assertEquals(await lint("mandoc", ["-Tlint", "-Wstyle"]), { printed: "", remarks: [] });
  },
});

Deno.test({
  name: "man formats the man page without a warning",
  ignore: skipWithout({ programs: { man: "man-db" } }, "man --warnings on the man page"),
  fn: async () => {
    const { printed, remarks } = await lint("man", ["--warnings", "--local-file"]);
    assertEquals(remarks, []);
    assert(printed.includes("COROSYNC-KEYGEN(8)"));
  },
});

Deno.test("escaped() keeps what is to be typed and leaves hyphenated words alone", () => {
  assertEquals(
    escaped("with -l or --key-file, min-entropy of 2-3\\4"),
    "with \\-l or \\-\\-key-file, min-entropy of 2-3\\e4",
  );
});

Deno.test("paragraph() begins a line with each sentence and none with a request", () => {
  assertEquals(paragraph("One. Two is here. .Dot"), ["One.", "Two is here. .Dot"]);
  assertEquals(paragraph(".Dot"), ["\\&.Dot"]);
  const words = Array.from({ length: 20 }, () => "sixsix").join(" ");
  // Eleven words of six letters and ten spaces are 76 characters; a twelfth would make 83.
  assertEquals(paragraph(words).map((line) => line.length), [76, 62]);
});
