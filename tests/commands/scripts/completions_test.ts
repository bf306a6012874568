import { assert, assertEquals, assertThrows } from "../../assert.ts";
import { skipWithout } from "../../peers.ts";
import { withDirectory } from "../../keys.ts";
import { PSEUDO_COMMANDS } from "../../../lib/cli/commands.ts";
import { loadSpecs } from "../../../scripts/command_specs.ts";
import { Failure } from "../../../lib/failure.ts";
import { COMPLETIONS } from "../../../scripts/completions.ts";

const specs = await loadSpecs();
const commands = [...specs, ...PSEUDO_COMMANDS].map(({ name }) => name).filter((name) =>
  name !== ""
);

/** Options whose values are a list, with the command that has them. */
const lists = specs.flatMap(({ name, options }) =>
  options.filter(({ choices }) => choices !== undefined).map((option) => [name, option] as const)
);

Deno.test("the options whose values are a list say so, and no other value is taken", () => {
  assertEquals(lists.map(([name, { long }]) => `${name} ${long}`), [
    "assess format",
    "assess require",
  ]);
  for (const [, option] of lists) {
    assert(option.takesValue);
    for (const choice of option.choices!) option.parse(option.long, choice);
    for (const other of ["", "other", option.choices!.join(" ")]) {
      assertThrows(() => option.parse(option.long, other), Failure, `'${other}'`);
    }
  }
});

/** Runs a shell over its completion, in a directory with the file `kept` and the directory `sub`. */
async function inShell(shell: string, script: string): Promise<string[]> {
  let lines: string[] = [];
  await withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/place/sub`, { recursive: true });
    await Deno.writeTextFile(`${directory}/place/kept`, "");
    const file = `${directory}/completion`;
    await Deno.writeTextFile(file, COMPLETIONS[shell](specs));
    const { success, stdout, stderr } = await new Deno.Command(shell, {
      args: ["-c", script],
      cwd: `${directory}/place`,
      env: { FILE: file, HOME: directory, LC_ALL: "C.UTF-8" },
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assert(success, `${shell} failed`);
    lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  });
  return lines.sort();
}

/** What bash offers for the last of these words, which are as bash takes them apart. */
function bashOffers(...words: string[]): Promise<string[]> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  return inShell(
    "bash",
    // compopt works only while bash itself completes.
    `source "$FILE"; compopt() { :; }; COMP_WORDS=(corosync-keygen ${quoted})
     COMP_CWORD=${words.length}; _corosync_keygen; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
}

const bash = { ignore: skipWithout({ programs: { bash: "bash" } }, "completion for bash") };

Deno.test("bash offers the commands first, then options of the command", bash, async () => {
  assertEquals(await bashOffers(""), [...commands].sort());
  assertEquals(await bashOffers("ver"), ["verify", "version"]);
  assertEquals(await bashOffers("hel"), ["help"]);
  assertEquals(await bashOffers("verify", "--"), ["--help", "--json", "--root="]);
  assertEquals(await bashOffers("-l", "--k"), ["--key-file="]);
});

Deno.test(
  "bash offers commands after help, one of them, and nothing after version",
  bash,
  async () => {
    assertEquals(await bashOffers("help", ""), [...commands].sort());
    assertEquals(await bashOffers("help", "ver"), ["verify", "version"]);
    assertEquals(await bashOffers("help", "verify", ""), []);
    assertEquals(await bashOffers("version", ""), []);
    assertEquals(await bashOffers("help", "--"), ["--help"]);
    assertEquals(await bashOffers("-l", "hel"), []);
  },
);

Deno.test(
  "bash offers the values that the parser takes, also after a comma where several go",
  bash,
  async () => {
    for (const [name, { long, choices, takesSeveral }] of lists) {
      const offered = (...words: string[]) => bashOffers(name, `--${long}`, ...words);
      assertEquals(await offered(""), [...choices!].sort());
      assertEquals(await offered("=", choices![1]), [choices![1]]);
      assertEquals(await offered("="), [...choices!].sort());
      const more = takesSeveral ? choices!.map((one) => `a,${one}`).sort() : [];
      assertEquals(await offered("a,"), more);
    }
  },
);

Deno.test("bash offers files and directories where the table says so", bash, async () => {
  assertEquals(await bashOffers("-k", ""), ["kept", "sub"]);
  assertEquals(await bashOffers("--key-file", "=", "k"), ["kept"]);
  assertEquals(await bashOffers("--key-file", "="), ["kept", "sub"]);
  assertEquals(await bashOffers("--root", ""), ["sub"]);
  assertEquals(await bashOffers("verify", "k"), ["kept"]);
  assertEquals(await bashOffers("-s", ""), []);
});

Deno.test({
  name: "zsh hands every option of the command to its completion system",
  ignore: skipWithout({ programs: { zsh: "zsh" } }, "completion for zsh"),
  fn: async () => {
    const asked = (current: number, words: string) =>
      inShell(
        "zsh",
        // The file is the body of a function that zsh loads; these two are what it would call.
        `_arguments() { print -rl -- "$@" }; _describe() { print -rl -- $commands }
         probe() { local CURRENT=${current}; local -a words=(${words}); source "$FILE" }; probe`,
      );
    assertEquals(
      (await asked(2, "corosync-keygen ''")).map((line) => line.split(":")[0]),
      [
        ...commands,
      ].sort(),
    );
    for (const command of commands) {
      const described = await asked(3, `corosync-keygen ${command} ''`);
      assertEquals(
        described.some((line) => line.startsWith("verify:")),
        command === "help",
        command,
      );
    }
    const given = await asked(4, "corosync-keygen assess --require ''");
    assert(given.some((line) => line.endsWith(":(raw bits hex base64 decimal u16le u16be)")));
    assert(given.some((line) => line.endsWith(": _values -s , NAME fits fips no-repeats iid")));
    for (const spec of specs) {
      const given = await asked(3, `corosync-keygen ${spec.name || "-l"} ''`);
      for (const { long, takesValue } of spec.options) {
        const start = `--${long}${takesValue ? "=" : ""}[`;
        assert(given.some((line) => line.includes(start)), `${spec.name} ${start}`);
      }
    }
  },
});

Deno.test({
  name: "fish offers commands, options of the command, and no others",
  ignore: skipWithout({ programs: { fish: "fish" } }, "completion for fish"),
  fn: async () => {
    const offers = async (line: string) =>
      (await inShell("fish", `source $FILE; complete -C 'corosync-keygen ${line}'`))
        .map((offer) => offer.split("\t")[0]);
    assertEquals(
      (await offers("")).filter((offer) => commands.includes(offer)).sort(),
      [
        ...commands,
      ].sort(),
    );
    assertEquals(await offers("verify --"), ["--help", "--json", "--root"]);
    assertEquals(await offers("-l --key"), ["--key-file"]);
    assertEquals(await offers("-k k"), ["kept"]);
    assertEquals((await offers("help ")).sort(), [...commands].sort());
    assertEquals(await offers("help ver"), ["verify", "version"]);
    assertEquals(await offers("help verify "), []);
    assertEquals(await offers("help verify --"), ["--help"]);
    assertEquals(await offers("-l hel"), []);
    for (const [name, { long, choices, takesSeveral }] of lists) {
      const all = [...choices!].sort();
      const more = takesSeveral ? all.map((one) => `iid,${one}`) : [];
      assertEquals(await offers(`${name} --${long} `), all);
      assertEquals(await offers(`${name} --${long} iid,`), more);
      assertEquals(await offers(`${name} --${long}=`), all.map((one) => `--${long}=${one}`));
      assertEquals(await offers(`${name} --${long}=iid,`), more.map((one) => `--${long}=${one}`));
    }
  },
});
