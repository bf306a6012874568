import { assert, assertEquals, assertMatch, assertNotMatch } from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { look, NEW_KEY } from "../files/key_runs.ts";
import { skipWithout } from "../peers.ts";
import { type FedFifo, openFedFifo } from "../cli/fifo_feed.ts";
import { eventually } from "../cluster/command.ts";
import { PROGRAM, quoted, runCommand } from "../cli/program.ts";
import { RunningProgram } from "../cli/running.ts";
import { Terminal } from "../cli/terminal.ts";

const programs = { script: "bsdutils" };
const ignore = skipWithout({ programs }, "the program on a terminal");

const START_OF_EMPTY_LINE = "\r\x1b[K";
/** What `deno run` itself writes to a terminal before the program starts: it clears its progress bar. */
const RUNTIME_PROGRESS = "\x1b[0G\x1b[2K\x1b[J";
/** The status line with so many bits. */
const status = (bits: number) =>
  new RegExp(`\r\x1b\\[K${bits} of 1024 bits, [0-9.]+ bits/s, \\d+:\\d\\d so far; keep typing`);

function onTerminal(
  name: string,
  action: (directory: string, fifo: FedFifo) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore,
    fn: () =>
      withDirectory(async (directory) => {
        using fifo = await openFedFifo(`${directory}/fifo`);
        await Deno.mkdir(`${directory}/place`);
        await action(`${directory}/place`, fifo);
      }),
  });
}

/** Settings of a terminal, asked from outside. */
async function settings(terminal: string): Promise<string> {
  const { stdout } = await new Deno.Command("stty", { args: ["-a", "-F", terminal] }).output();
  return new TextDecoder().decode(stdout);
}

onTerminal(
  "a source that starves shows a status line, and typed keys are swallowed",
  async (directory, fifo) => {
    const path = `${directory}/authkey`;
    const terminal = new Terminal(["-r", fifo.path, "-k", path]);
    await terminal.shows(status(0));
    assertMatch(await settings(await terminal.reported("terminal")), /\s-icanon[^]*\s-echo\s/);
    await terminal.type("typed for entropy");
    // Piece by piece, each waited for: plenty of turns for the keys to be read as well.
    for (let at = 0; at < 128; at += 8) {
      if (at > 0) await terminal.shows(status(8 * at));
      await fifo.feed(NEW_KEY.slice(at, at + 8));
    }
    const text = await terminal.ended();
    assertEquals(await terminal.reported("exit"), "0");
    assertEquals(await terminal.reported("after"), await terminal.reported("before"));
    assertMatch(text, /left <>\r\n/);
    assertNotMatch(text, /typed for entropy/);
    // The status line is gone before the next line comes, and no line repeats what it says.
    assert(text.includes(`${START_OF_EMPTY_LINE}Writing corosync key to ${path}.\r\n`), text);
    assertNotMatch(text, /still needed/);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  },
);

onTerminal(
  "Ctrl-C ends the wait with exit 130 and puts the terminal back",
  async (directory, fifo) => {
    const terminal = new Terminal(["-r", fifo.path, "-k", `${directory}/authkey`]);
    await terminal.shows(status(0));
    await terminal.type("\x03");
    const text = await terminal.ended();
    assertEquals(await terminal.reported("exit"), "130");
    assertEquals(await terminal.reported("after"), await terminal.reported("before"));
    assert(text.includes(`${START_OF_EMPTY_LINE}corosync-keygen: Interrupted by SIGINT\r\n`), text);
    assertEquals(await look(directory), []);
  },
);

onTerminal(
  "Ctrl-\\ ends the wait with exit 131 and puts the terminal back",
  async (directory, fifo) => {
    const terminal = new Terminal(["-r", fifo.path, "-k", `${directory}/authkey`]);
    await terminal.shows(status(0));
    await terminal.type("\x1c");
    await terminal.ended();
    assertEquals(await terminal.reported("exit"), "131");
    assertEquals(await terminal.reported("after"), await terminal.reported("before"));
  },
);

for (const [signal, code] of [["SIGTERM", "143"], ["SIGHUP", "129"]] as const) {
  onTerminal(
    `${signal} ends the wait with exit ${code} and puts the terminal back`,
    async (directory, fifo) => {
      const terminal = new Terminal(["-r", fifo.path, "-k", `${directory}/authkey`]);
      await terminal.shows(status(0));
      Deno.kill(Number(await terminal.reported("process")), signal);
      await terminal.ended();
      assertEquals(await terminal.reported("exit"), code);
      assertEquals(await terminal.reported("after"), await terminal.reported("before"));
      assertEquals(await look(directory), []);
    },
  );
}

onTerminal("a rejected draw puts the terminal back as well, exit 6", async (directory, fifo) => {
  const terminal = new Terminal(["-r", fifo.path, "-k", `${directory}/authkey`]);
  await terminal.shows(status(0));
  for (let attempt = 1; attempt <= 2; attempt++) {
    // Five equal bytes are an alarm of the health tests, which those after them leave to chance.
    await fifo.feed((await fixedKey(`alarm ${attempt}`, 128)).fill(0x6b, 0, 5));
    if (attempt < 2) await terminal.shows(new RegExp(`attempt ${attempt} of 2`));
  }
  const text = await terminal.ended();
  assertEquals(await terminal.reported("exit"), "6");
  assertEquals(await terminal.reported("after"), await terminal.reported("before"));
  assert(text.includes(`${START_OF_EMPTY_LINE}corosync-keygen: Rejected what ${fifo.path} gave 2`));
});

onTerminal(
  "TERM=dumb: no status line and no escape sequence, but upstream's lines",
  async (directory, fifo) => {
    const path = `${directory}/authkey`;
    const terminal = new Terminal(["-r", fifo.path, "-k", path], { TERM: "dumb" });
    await terminal.shows(/Gathering/);
    await fifo.feed(NEW_KEY.slice(0, 64));
    await terminal.shows(/\(512 bits still needed\)/);
    // Longer than a status line takes to appear where there is one.
    await new Promise((resolve) => setTimeout(resolve, 600));
    await fifo.feed(NEW_KEY.slice(64));
    const text = await terminal.ended();
    assertEquals(await terminal.reported("exit"), "0");
    assertNotMatch(text, /of 1024 bits/);
    assert(!text.replaceAll(RUNTIME_PROGRESS, "").includes("\x1b"), text);
    assertEquals(await Deno.readFile(path), NEW_KEY);
  },
);

onTerminal(
  "with standard output redirected the lines go there and the status line stays",
  async (directory, fifo) => {
    const path = `${directory}/authkey`;
    const lines = `${directory}/lines`;
    const terminal = new Terminal(["-r", fifo.path, "-k", path], {}, `>'${lines}'`);
    await terminal.shows(status(0));
    await fifo.feed(NEW_KEY.slice(0, 64));
    await terminal.shows(status(512));
    await fifo.feed(NEW_KEY.slice(64));
    const text = await terminal.ended();
    assertNotMatch(text, /Gathering|Writing/);
    assertEquals(
      await Deno.readTextFile(lines),
      "Corosync Cluster Engine Authentication key generator.\n" +
        `Gathering 1024 bits for key from ${fifo.path}.\n` +
        "Press keys on your keyboard to generate entropy (512 bits still needed).\n" +
        `Writing corosync key to ${path}.\n`,
    );
  },
);

for (const source of ["-", "/dev/stdin", "/dev/fd/0", "/dev/tty"]) {
  onTerminal(
    `a terminal as source gives all that is typed, and ends with Ctrl-C: -r ${source}`,
    async (directory) => {
      const terminal = new Terminal(["-r", source, "-k", `${directory}/authkey`]);
      await terminal.shows(status(0));
      assertMatch(await settings(await terminal.reported("terminal")), /\sicanon[^]*\secho\s/);
      // Line by line: whoever else reads the terminal takes one of them.
      for (let line = 1; line <= 4; line++) {
        await terminal.type("7 bytes\n");
        await terminal.shows(status(64 * line));
      }
      await terminal.type("\x03");
      await terminal.ended();
      assertEquals(await terminal.reported("exit"), "130");
      assertEquals(await look(directory), []);
    },
  );
}

onTerminal("the end of a terminal is the end of the source", async (directory) => {
  const terminal = new Terminal(["-r", "-", "-k", `${directory}/authkey`]);
  await terminal.shows(status(0));
  await terminal.type("\x04");
  await terminal.ended();
  assertEquals(await terminal.reported("exit"), "1");
});

onTerminal("starvation leaves a terminal that it measures to itself", async () => {
  const terminal = new Terminal(["starvation", "-r", "/dev/tty", "--rounds", "1"]);
  await terminal.shows(/0 of 1024 bits/);
  assertMatch(await settings(await terminal.reported("terminal")), /\sicanon[^]*\secho\s/);
  await terminal.type("\x03");
  await terminal.ended();
  assertEquals(await terminal.reported("exit"), "130");
});

onTerminal("--stdout is refused on a terminal: exit 1, and no key byte appears", async () => {
  const terminal = new Terminal(["-l", "--stdout"]);
  const text = await terminal.ended();
  assertEquals(await terminal.reported("exit"), "1");
  assertMatch(
    text,
    /corosync-keygen: Cannot write the key to standard output: it is a terminal, wanted a file or pipe\r\nhint: redirect it, or use -k FILE\r\nexit 1\r\n/,
  );
});

onTerminal("-l is done before a status line appears", async (directory) => {
  const terminal = new Terminal(["-l", "-k", `${directory}/authkey`]);
  const text = await terminal.ended();
  assertEquals(await terminal.reported("exit"), "0");
  assertNotMatch(text, /bits\/s/);
  assert(!text.replaceAll(RUNTIME_PROGRESS, "").includes("\x1b"), text);
});

Deno.test({
  name: "Ctrl-Z stops the wait as a job of a shell, and fg goes on with it",
  ignore: ignore || skipWithout({ programs: { bash: "bash" } }, "jobs of a shell"),
  fn: () =>
    withDirectory(async (directory) => {
      using fifo = await openFedFifo(`${directory}/fifo`);
      const path = `${directory}/authkey`;
      const words = [...PROGRAM, "-r", fifo.path, "-k", path].map(quoted).join(" ");
      // A shell that somebody types into sets the terminal as it wants it, and so does stty here.
      const script = `stty sane cols 120; tty; set -m; ${words}; echo "stopped $?"; stty sane; fg
        echo "ended $?"`;
      await Deno.writeTextFile(`${directory}/script`, script);
      const command = `exec bash ${directory}/script`;
      const terminal = new RunningProgram(
        ["script", "--quiet", "--flush", "--echo", "always", "--command", command, "/dev/null"],
        { env: { TERM: "xterm", SHELL: "/bin/sh" }, stdin: "piped" },
      );
      const keyboard = terminal.stdin.getWriter();
      await terminal.waitForStdout(status(0));
      await keyboard.write(new Uint8Array([0x1a]));
      await terminal.waitForStdout(/stopped 148/);
      await fifo.feed(NEW_KEY.slice(0, 64));
      const [name] = /\/dev\/\S+/.exec(await terminal.waitForStdout(status(512)))!;
      // The signal that goes on and the bytes of the source come on ways of their own.
      await eventually(
        "the terminal swallows keys again",
        60,
        async () => /\s-icanon[^]*\s-echo\s/.test(await settings(name)) || null,
      );
      await fifo.feed(NEW_KEY.slice(64));
      await terminal.waitForStdout(/ended 0/);
      await keyboard.close();
      await terminal.ended();
      assertEquals(await Deno.readFile(path), NEW_KEY);
    }),
});

Deno.test({
  name: "a terminal that says it has 0 columns, as a serial console does, has 80",
  ignore,
  fn: async () => {
    const words = [...PROGRAM, "-l", "-k", "/a/directory/that/is/not/there"].map(quoted).join(" ");
    const command = `stty cols 0; ${words} 2>&1; stty size`;
    const { stdout } = await runCommand(["script", "--quiet", "--command", command, "/dev/null"]);
    const lines = stdout.replaceAll("\r", "").trimEnd().split("\n");
    assertEquals(lines.slice(1), [
      "corosync-keygen: Could not create /a/directory/that/is/not/there: No such file",
      "  or directory",
      "hint: --mkdir makes the missing directories",
      lines.at(-1),
    ]);
    assertMatch(`${lines.at(-1)}`, / 0$/);
  },
});
