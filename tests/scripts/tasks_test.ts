import { assert, assertEquals } from "../assert.ts";
import { readConfiguration, ROOT } from "../../scripts/build/project.ts";

async function task(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

const { tasks } = readConfiguration();

Deno.test("every task answers --help with what it is for, and does nothing else", async () => {
  for (const [name, { description }] of Object.entries(tasks)) {
    const { code, stdout, stderr } = await task(name, "--help");
    assertEquals([code, stderr], [0, ""], name);
    if (name === "keygen") assert(stdout.startsWith("Usage: corosync-keygen "), stdout);
    else assert(stdout.includes(`\n${description}\n`), `${name}: ${stdout}`);
  }
});

Deno.test("a task that takes no words refuses one in one line", async () => {
  const takesNone = Object.entries(tasks).filter(([, { command }]) => command.endsWith(" --"));
  assert(takesNone.length > 5);
  for (const [name] of takesNone) {
    const { code, stdout, stderr } = await task(name, "--bogus");
    assertEquals([code, stdout, stderr], [1, "", `task: deno task ${name} takes no '--bogus'\n`]);
  }
});

Deno.test("a task whose script has options hands words on to it", async () => {
  let found = 0;
  for (const [name, { command }] of Object.entries(tasks)) {
    const scripts = [...command.matchAll(/"run (?:-A )?(\S+\.ts)"/g)].map(([, path]) => path!);
    if (scripts.length !== 1) continue;
    const source = await Deno.readTextFile(new URL(scripts[0]!, `file://${ROOT}`));
    if (!/\bparseArgs\(/.test(source)) continue;
    found++;
    assert(command.endsWith(" ++"), `${name} keeps words from ${scripts[0]}`);
  }
  assert(found > 5);
});
