import { assertEquals } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { testEach, VARIANTS } from "./given.ts";

/** Command lines, each after the other in one directory; what a shell would show is the transcript. */
const SESSION: readonly (readonly string[])[] = [
  ["-h"],
  ["-l", "-k", "authkey"],
  ["--less", "--key=authkey", "--size", "256"],
  ["-lk", "authkey", "--no-clobber"],
  ["-l", "-k", "missing/authkey"],
  ["-l", "-k", "."],
  ["-r", "/dev/zero", "-k", "zeros"],
  ["-r", "empty", "-k", "new"],
  ["-r", ".", "-k", "new"],
  ["-r", "nowhere", "-k", "new"],
  ["-s", "127", "-k", "new"],
  ["-x"],
  ["--bogus"],
  ["-k"],
  ["--size"],
  ["--keyfile", "authkey"],
  ["authkey"],
  ["verfiy", "known"],
  ["verify", "known"],
  ["verify", "greeted"],
  ["verify", "empty"],
  ["verify", "--help"],
  ["fingerprint", "known"],
  ["fingerprint", "--brief", "known"],
  ["fingerprint", "empty"],
  ["fingerprint", "--check", "SHA256:x", "known"],
  ["install", "empty", "new"],
  ["install", "cut", "new"],
  ["help", "install"],
  ["help", "nothing"],
];

async function transcript(command: readonly string[]): Promise<string> {
  const parts: string[] = [];
  await withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/known`, Uint8Array.from({ length: 128 }, (_, i) => i * 7));
    await Deno.writeFile(`${directory}/empty`, new Uint8Array());
    const key = await fixedKey("transcript", 256);
    const greeting = new TextEncoder().encode("Welcome to node1\n");
    await Deno.writeFile(`${directory}/greeted`, new Uint8Array([...greeting, ...key]));
    await Deno.writeFile(`${directory}/cut`, key.subarray(0, 200));
    // Not what the umask leaves: `verify` remarks on the mode.
    for (const name of ["known", "empty", "greeted", "cut"]) {
      await Deno.chmod(`${directory}/${name}`, 0o644);
    }
    for (const args of SESSION) {
      const { code, stdout, stderr } = await runCommand([...command, ...args], { cwd: directory });
      parts.push(`$ corosync-keygen ${args.join(" ")}`, stdout, stderr, `exit ${code}`, "");
    }
    const names = Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
    parts.push(`left behind: ${names.join(" ")}`, "");
  });
  return parts.join("\n");
}

/** Written anew by UPDATE_TRANSCRIPT=yes deno task test:executables, to be read before it is kept. */
const GOLDEN = new URL("transcript.txt", import.meta.url);

testEach(
  VARIANTS,
  "says the same as every other form, word for word",
  async ({ commands }) => {
    const shown = await transcript(commands.program);
    if (Deno.env.get("UPDATE_TRANSCRIPT") === "yes") await Deno.writeTextFile(GOLDEN, shown);
    assertEquals(shown, await Deno.readTextFile(GOLDEN));
  },
);
