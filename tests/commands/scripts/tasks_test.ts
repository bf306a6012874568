import { assert, assertEquals, assertMatch } from "../../assert.ts";
import { withDirectory } from "../../keys.ts";
import { readConfiguration, ROOT } from "../../../scripts/build/project.ts";

async function denoWith(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = new TextDecoder();
  // A cache that is empty is filled, and Deno says so.
  const said = text.decode(stderr).replace(/^Download .*\n/gm, "");
  return { code, stdout: text.decode(stdout), stderr: said };
}

const deno = (...args: string[]) => denoWith({}, ...args);

const { tasks } = readConfiguration();

/** Four at a time: each is a process or three. */
async function forEach<T>(list: readonly T[], action: (one: T) => Promise<void>): Promise<void> {
  const rest = [...list];
  const work = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await action(one);
  };
  await Promise.all([work(), work(), work(), work()]);
}

/** One line, and at most one more that says where help is. */
const REFUSAL =
  /^\S+: [^\n]*(?:--bogus|bogus word)[^\n]*\n(?: {2}deno [^\n]* --help lists the options\n)?$/;

Deno.test("every task answers --help with what it is for, and does nothing else", async () => {
  await forEach(Object.entries(tasks), async ([name, { description }]) => {
    const { code, stdout, stderr } = await deno("task", "--quiet", name, "--help");
    assertEquals([code, stderr], [0, ""], name);
    if (name === "keygen" || name === "pages") {
      assert(stdout.startsWith("Usage: corosync-keygen "), stdout);
    } else assert(stdout.includes(`\n${description}\n`), `${name}: ${stdout}`);
  });
});

Deno.test("every task refuses an option and a word that it does not know in one line", async () => {
  await forEach(
    Object.keys(tasks).filter((name) => name !== "keygen" && name !== "pages"),
    async (name) => {
      for (const given of ["--bogus", "bogus word"]) {
        const { code, stdout, stderr } = await deno("task", "--quiet", name, given);
        assertEquals([code, stdout], [1, ""], `${name} ${given}: ${stderr}`);
        assertMatch(stderr, REFUSAL, `${name} ${given}`);
      }
    },
  );
});

/** Run by a benchmark, which knows what they take. */
const CHILDREN = ["bench/estimators_case.ts", "bench/fifo_feeder.ts"];

/** The files that are run by name: no other module imports them, or they say that they can be started. */
async function scripts(): Promise<string[]> {
  const sources = new Map<string, string>();
  const read = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(ROOT + folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) await read(path);
      else if (name.endsWith(".ts")) sources.set(path, await Deno.readTextFile(ROOT + path));
    }
  };
  for (const folder of ["scripts", "bench", "tests"]) await read(folder);
  const imported = new Set<string>();
  for (const [path, source] of sources) {
    for (const [, name] of source.matchAll(/from "(\.[^"]+)"/g)) {
      imported.add(new URL(name, `file:///${path}`).pathname.slice(1));
    }
  }
  return [...sources].filter(([path, source]) =>
    /^(?:scripts|bench)\/[^/]+$/.test(path) && !CHILDREN.includes(path) &&
    (!imported.has(path) || source.includes("import.meta.main"))
  ).map(([path]) => path).sort();
}

Deno.test("every script refuses an option that it does not know in one line", async () => {
  const found = (await scripts()).filter((path) => path !== "scripts/task.ts");
  assert(found.includes("scripts/measure_fips_false_alarms.ts"));
  await forEach(found, async (path) => {
    const { code, stdout, stderr } = await deno("run", "-A", path, "--bogus");
    assertEquals([code, stdout], [1, ""], `${path}: ${stderr}`);
    assertMatch(stderr, REFUSAL, path);
  });
});

Deno.test("a script refuses an empty value in one line with the option's name, and writes nothing", () =>
  withDirectory(async (directory) => {
    const refused: readonly (readonly [task: string, script: string, option: string])[] = [
      ["compile", "scripts/build.ts", "output"],
      ["compile", "scripts/build.ts", "target"],
      ["package", "scripts/package.ts", "output"],
      ["install", "scripts/install.ts", "prefix"],
      ["install", "scripts/install.ts", "executable"],
      ["bench:startup", "bench/startup.ts", "output"],
    ];
    await forEach(refused, async ([task, script, option]) => {
      for (const words of [[`--${option}=`], [`--${option}`, ""]]) {
        const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", "--no-prompt", ROOT + script, ...words],
          cwd: directory,
          // Not of this machine, if it is not refused.
          env: { NO_COLOR: "1", DESTDIR: directory, HTTPS_PROXY: "http://127.0.0.1:9" },
        }).output();
        const text = new TextDecoder();
        assertEquals(
          [code, text.decode(stdout), text.decode(stderr)],
          [1, "", `${task}: --${option} '' is empty\n`],
        );
      }
    });
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
  }));

Deno.test("a suite refuses a reporter that deno test does not have, in one line", async () => {
  const suite = ["test:slow", "test tests/no_such_test.ts", "++"];
  const refused = ["--reporter=dots", "--reporter=tap"];
  const { code, stdout, stderr } = await deno("run", "-A", "scripts/task.ts", ...suite, ...refused);
  const said = "task: there is no reporter 'dots': wanted pretty, dot, junit, tap\n";
  assertEquals([code, stdout, stderr], [1, "", said]);
});

Deno.test("a task whose script has options hands words on to it", async () => {
  let found = 0;
  for (const [name, { command }] of Object.entries(tasks)) {
    const scripts = [...command.matchAll(/"run (?:-A )?(\S+\.ts)"/g)].map(([, path]) => path);
    if (scripts.length !== 1) continue;
    const source = await Deno.readTextFile(new URL(scripts[0], `file://${ROOT}`));
    if (!/\bparseScriptArguments\(\s*[\w":]+,\s*OPTIONS\b/.test(source)) continue;
    found++;
    assert(command.endsWith(" ++"), `${name} keeps words from ${scripts[0]}`);
  }
  assert(found > 5);
});

/** Packages in a cache of Deno's. */
function packagesIn(cache: string): string[] {
  return Array.from(Deno.readDirSync(`${cache}/npm`), ({ name }) => `${cache}/npm/${name}`)
    .flatMap((registry) => Array.from(Deno.readDirSync(registry), ({ name }) => name)).sort();
}

Deno.test("a first key by deno task keygen downloads no package, and a page is refused with the task", () =>
  withDirectory(async (directory) => {
    const env = { DENO_DIR: `${directory}/cache` };
    const key = await denoWith(env, "task", "--quiet", "keygen", "-l", "-k", `${directory}/key`);
    assertEquals([key.code, Deno.statSync(`${directory}/key`).size], [0, 128], key.stderr);
    const page = await denoWith(
      env,
      ...[
        "task",
        "--quiet",
        "keygen",
        "assess",
        "--fips",
        "--html",
        `${directory}/page.html`,
        `${directory}/key`,
      ],
    );
    assertEquals([page.code, page.stdout], [4, ""]);
    assertEquals(page.stderr.split("\n").slice(1), [
      "hint: from the sources, pages are made by: deno task pages COMMAND [OPTION]...",
      "",
    ]);
    assertEquals(packagesIn(env.DENO_DIR), []);
  }));

Deno.test("the program needs three packages, the tests name the same ones, and each is pinned", async () => {
  const read = async (file: string) => JSON.parse(await Deno.readTextFile(`${ROOT}${file}`));
  const { imports } = await read("scripts/import_map.json");
  const tests = (await read("tests/deno.json")).imports;
  for (const [name, place] of Object.entries(imports)) {
    assertEquals(tests[name], place);
    assert(/^npm:\/?(@[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+/.test(String(place)), name);
  }
  const locked = Object.keys((await read("deno.lock")).npm);
  // The standard library and the list of parts are for scripts, types for Deno 2.5.7 alone.
  const isBuilding = /^(deno-std|@cyclonedx\/cyclonedx-library|@types\/node|undici-types)@/;
  assertEquals(
    locked.filter((id) => !isBuilding.test(id)).map((id) => id.replace(/@[^@]*$/, "")),
    ["echarts", "tslib", "zrender"],
  );
});
