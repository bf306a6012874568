import { assertEquals } from "../assert.ts";
import { BUN_VERSION } from "../../scripts/build/bun_runtime.ts";
import { runCommand } from "../cli/program.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { unitFor } from "../../scripts/systemd/unit.ts";
import { EXECUTABLES, testEach } from "./given.ts";

/** Files by which runtimes let a directory decide what runs in it. */
const FILES: Readonly<Record<string, string>> = {
  ".env": "COROSYNC_TOTEM_AUTHKEY_FILE=stolen\nPOSIXLY_CORRECT=1\n",
  "bunfig.toml": 'preload = ["./evil.js"]\n',
  "package.json": '{ "type": "commonjs", "imports": { "node:fs": "./evil.js" } }\n',
  "tsconfig.json": '{ "compilerOptions": { "paths": { "node:fs": ["./evil.js"] } } }\n',
  "deno.json": '{ "imports": { "node:fs": "./evil.js" }, "unstable": ["nonsense"] }\n',
  "evil.js": 'console.log("evil"); require("fs").writeFileSync("evil", "");\n',
};

testEach(
  EXECUTABLES,
  "is not moved by what lies in the current directory",
  ({ commands }) =>
    withDirectory(async (directory) => {
      for (const [name, content] of Object.entries(FILES)) {
        await Deno.writeTextFile(`${directory}/${name}`, content);
      }
      // With POSIXLY_CORRECT from .env the option after the positional would not be one.
      await Deno.writeFile(`${directory}/known`, await fixedKey("hostile directory", 128));
      const args = ["fingerprint", "known", "--json"];
      const shown = await runCommand([...commands.program, ...args], { cwd: directory });
      assertEquals([shown.code, shown.stderr, shown.stdout.startsWith("{")], [0, "", true]);
      const made = await runCommand([...commands.program, "-l", "--stdout"], { cwd: directory });
      assertEquals([made.code, made.stdoutBytes.length], [0, 128]);
      const names = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
      assertEquals(names, [...Object.keys(FILES), "known"].sort());
    }),
);

/**
 * Variables that no build flag switches off: whoever sets the environment of root decides what Bun does, as
 * with LD_PRELOAD. README says so; here it would show when a later Bun no longer obeys them.
 */
const OBEYED: Readonly<Record<string, string>> = { BUN_OPTIONS: "--version", BUN_BE_BUN: "1" };

testEach(
  EXECUTABLES.filter(({ name }) => name.includes("Bun")),
  "becomes a plain Bun by BUN_OPTIONS and BUN_BE_BUN, and by NODE_OPTIONS it does not",
  async ({ commands }) => {
    const shown = async (env: Record<string, string>) =>
      (await runCommand([...commands.program, "--version"], { env })).stdout;
    for (const [name, value] of Object.entries(OBEYED)) {
      assertEquals(await shown({ [name]: value }), `${BUN_VERSION}\n`, name);
    }
    const ours = await shown({});
    assertEquals(ours.startsWith("corosync-keygen "), true);
    assertEquals(await shown({ NODE_OPTIONS: "--require=./evil.js" }), ours);
  },
);

testEach(
  EXECUTABLES.filter(({ name }) => name.includes("Bun")),
  "connects out to where BUN_INSPECT_CONNECT_TO says",
  ({ commands }) =>
    withDirectory(async (directory) => {
      const path = `${directory}/socket`;
      using listener = Deno.listen({ transport: "unix", path });
      const connected = listener.accept();
      const env = { BUN_INSPECT_CONNECT_TO: path };
      const { code } = await runCommand([...commands.program, "-l", "--stdout"], { env });
      assertEquals(code, 0);
      (await connected).close();
    }),
);

/** Variables, and how the warning about them begins; no warning where nothing is decided. */
const NAMED: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
  [{ BUN_OPTIONS: "--no-warnings" }, "BUN_OPTIONS decides"],
  [{ BUN_INSPECT_CONNECT_TO: "/missing/socket" }, "BUN_INSPECT_CONNECT_TO decides"],
  [
    { BUN_JSC_useJIT: "0", BUN_INSPECT_NOTIFY: "unix:///missing/socket" },
    "BUN_INSPECT_NOTIFY and BUN_JSC_useJIT decide",
  ],
  [{ BUN_BYTECODE_NONE: "1", MIMALLOC_NONE: "1" }, "BUN_BYTECODE_NONE and MIMALLOC_NONE decide"],
  [{ BUN_INSPECT: "", BUN_INSTALL: "/missing", BUN_OPTIONS_OF_OTHERS: "1" }, ""],
];

testEach(
  EXECUTABLES.filter(({ name }) => name.includes("Bun")),
  "names the variables that decide what Bun does, where it still runs, and makes the key",
  ({ commands }) =>
    withDirectory(async (directory) => {
      const key = `${directory}/key`;
      for (const [env, decides] of NAMED) {
        const { code, stderr } = await runCommand([...commands.program, "-l", "-k", key], { env });
        assertEquals([code, stderr], [
          0,
          decides === "" ? "" : `corosync-keygen: ${decides} what Bun does here\n` +
            "hint: remove such variables from root's environment: they let others run code as root, or break it\n",
        ]);
        assertEquals((await Deno.stat(key)).size, 128);
      }
    }),
  skipWithout({ root: true }, "a warning that root gets"),
);

testEach(
  EXECUTABLES.filter(({ name }) => name.includes("Bun")),
  "knows no variable for an inspector, or for a file that it writes, that the unit does not unset",
  async ({ commands }) => {
    const text = new TextDecoder("latin1").decode(await Deno.readFile(commands.program[0]));
    const kinds = /(?<![A-Za-z_])BUN_(?:INSPECT(?:_[A-Z]+)*|BYTECODE(?:_[A-Z]+)+)(?![A-Za-z_])/g;
    const unit = await unitFor("/usr/sbin/corosync-keygen");
    const unset = unit.match(/^UnsetEnvironment=.*$/gm)!.join(" ").match(kinds)!;
    assertEquals(unset.sort(), [...new Set(text.match(kinds))].sort());
  },
);
