import { assertFits } from "../cli/schema.ts";
import { runProgram } from "../cli/program.ts";
import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";

/** What the JSON of a run that failed says, in short; it is one line, whatever went wrong. */
async function failureOf(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<[exitCode: number, code: string, error: string]> {
  const { code, stdout, stderr } = await runProgram(args, { env });
  assertEquals(stdout.indexOf("\n"), stdout.length - 1, stdout);
  const [command] = args;
  if (command === "verify" || command === "fingerprint" || command === "install") {
    assertFits(command, stdout);
  }
  const json = JSON.parse(stdout);
  assertEquals([json.result, json.exitCode], ["failed", code], stdout);
  assertEquals(stderr.split("\n", 1)[0], `corosync-keygen: ${json.error}`);
  return [code, json.code, json.error];
}

Deno.test("an exit code of 3 that says no more than that nothing can be read is not told as a mode", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/etc/corosync`, { recursive: true });
    await Deno.writeFile(
      `${directory}/etc/corosync/corosync.conf`,
      Uint8Array.from("totem {\n  keyfile: bad\xff\n}\n", (letter) => letter.charCodeAt(0)),
    );
    const missing = `${directory}/missing`;
    assertEquals(await failureOf(["verify", "--json", "--root", missing]), [
      3,
      "cannot-read",
      `Could not enter ${missing}: No such file or directory`,
    ]);
    assertEquals((await failureOf(["verify", "--json", "--root", directory])).slice(0, 2), [
      3,
      "cannot-read",
    ]);
    assertEquals(await failureOf(["verify", "--json", "--root="]), [
      3,
      "usage",
      "Unsupported --root '': It takes the name of a directory",
    ]);
  }));

Deno.test("a variable that is not UTF-8 has one code, whichever command reads it", async () => {
  const variable = "COROSYNC_TOTEM_AUTHKEY_FILE";
  const error = `Environment variable ${variable} is not valid UTF-8`;
  const found = [];
  for (const words of [["verify"], ["fingerprint"], ["install", "key"], ["-l"]]) {
    found.push(await failureOf([...words, "--json"], { [variable]: "bad\uFFFD" }));
  }
  assertEquals(found, [3, 3, 1, 1].map((exitCode) => [exitCode, "not-utf-8", error]));
});

Deno.test("a command line that asks for no key that can be made says so with one code", async () => {
  const error = "Cannot use --stdout together with --json";
  assertEquals(await failureOf(["-l", "--stdout", "--json"]), [1, "usage", error]);
  const size = "Unsupported key size (supported <128,4096>)";
  assertEquals(await failureOf(["-l", "--size=7", "--json"]), [1, "usage", size]);
});

Deno.test("a page that cannot be made has the code of its cause", () =>
  withDirectory(async (directory) => {
    const page = `${directory}/missing/page.html`;
    const args = ["assess", "--csprng", "--bytes=2500", "--json", "--html", page];
    const error = `Could not create ${page}: No such file or directory`;
    assertEquals(await failureOf(args), [4, "cannot-create", error]);
  }));

Deno.test("an argument that is not UTF-8 is wrong usage, and with --json told as such", async () => {
  const found = [];
  for (
    const args of [
      ["-l", "--json", "-k", "bad\uFFFD"],
      ["--json", "\uFFFD"],
      ["verify", "--json", "\uFFFD"],
      ["fingerprint", "\uFFFD", "--json"],
      ["install", "--json", "\uFFFD"],
      ["assess", "--json", "\uFFFD"],
      ["starvation", "--json", "-r", "\uFFFD"],
    ]
  ) found.push(await failureOf(args));
  const at = [4, 2, 3, 2, 3, 3, 4];
  const exitCodes = [1, 1, 3, 3, 1, 1, 1];
  assertEquals(
    found,
    at.map((n, i) => [exitCodes[i], "usage", `Argument ${n} is not valid UTF-8`]),
  );
});

Deno.test("options that do not go together are wrong usage in every command", async () => {
  const found = [];
  for (
    const args of [
      ["-l", "--stdout", "--mkdir"],
      ["verify", "a", "b"],
      ["verify", "--root=/", "-"],
      ["fingerprint", "--brief", "a"],
      ["install", "a", "b", "c"],
      ["starvation", "--html=-"],
      ["assess", "--csprng", "a"],
      ["assess", "--sp800-22", "--format=hex", "a"],
      ["assess", "--fips", "--require=iid", "a"],
      ["assess", "--html=-", "a"],
      ["assess", "--iid", "--max-time=0", "a"],
    ]
  ) found.push((await failureOf([...args, "--json"])).slice(0, 2));
  assertEquals(found, [1, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1].map((exitCode) => [exitCode, "usage"]));
});
