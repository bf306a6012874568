import { assertEquals } from "../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";

const choose = new URL("../../lib/key/choose_key.ts", import.meta.url).href;
const host = new URL("../../lib/system/mod.ts", import.meta.url).href;

/** Chooses a key in a process of its own and says which permissions that process has afterwards. */
async function permissionsAfter(choice: Record<string, string>): Promise<Record<string, string>> {
  const script = `
    const { chooseKey } = await import(${JSON.stringify(choose)});
    const { system } = await import(${JSON.stringify(host)});
    await chooseKey(system, ${JSON.stringify(choice)}, 3);
    const names = ["net", "run", "ffi", "env", "sys", "import", "read", "write"];
    console.log(JSON.stringify(Object.fromEntries(
      names.map((name) => [name, Deno.permissions.querySync({ name }).state]),
    )));
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", script],
    stdin: "null",
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("chooseKey() keeps nothing but files, wherever the key comes from", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await writeKey(path, await fixedKey("permissions", 128));
    for (const choice of [{ kind: "file", path }, { kind: "stdin" }]) {
      const { read, write, ...others } = await permissionsAfter(choice);
      assertEquals([read, write], ["granted", "granted"]);
      const states = Object.values(others);
      assertEquals(states.length, 6);
      assertEquals(states.filter((state) => state === "granted"), [], JSON.stringify(others));
    }
  }));
