/**
 * Runs a task that has no help of its own: `deno run -A scripts/task.ts NAME STEP... -- [ARGUMENT...]`.
 *
 * Each step is a command of deno, "task check" or "run -A bench/fifo_latency.ts". After "--" the task takes no
 * arguments: they are refused in one line, and --help prints what the task is for. After "++" they go to the
 * first step; those of tests are looked at here, and a script is asked for its own --help. What runs or checks a
 * module holds the lock file: deno.json names none, since deno task would download all that is in it before it makes
 * a key, which needs nothing of it; tests have their own.
 */
import { BuildFailure } from "./build/failure.ts";
import { ROOT } from "./build/project.ts";
import { helpText, HelpWanted, parseScriptArguments, runScript } from "./command_line.ts";

const REPORTERS: readonly string[] = ["pretty", "dot", "junit", "tap"];

/** Options of `deno test` that go with any of its suites. */
const TEST_OPTIONS = [
  { name: "filter", value: "NAME", summary: "only tests with that in their names, or /PATTERN/" },
  { name: "fail-fast", summary: "end with the first test that fails" },
  { name: "reporter", value: "NAME", summary: REPORTERS.join(", ") },
];

/** @throws BuildFailure for what no suite takes */
function refuseTestOptions(task: string, given: readonly string[]): void {
  const { values } = parseScriptArguments(task, TEST_OPTIONS, given);
  const unknown = values["reporter"]?.find((name) => !REPORTERS.includes(name));
  if (unknown === undefined) return;
  throw new BuildFailure(`there is no reporter '${unknown}': wanted ${REPORTERS.join(", ")}`);
}

async function run(step: string, given: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [...locked(step.split(" ")), ...given],
    cwd: ROOT,
  }).spawn().status;
  if (code !== 0) Deno.exit(code);
}

const locked = ([command = "", ...words]: string[]): string[] =>
  /^(run|check)$/.test(command) && !words.includes("--config")
    ? [command, "--lock=deno.lock", "--frozen", ...words]
    : [command, ...words];

await runScript("task", async () => {
  const [task = "", ...words] = Deno.args;
  const end = words.findIndex((word) => word === "--" || word === "++");
  const steps = words.slice(0, end), given = words.slice(end + 1);
  const wantsHelp = given.some((word) => word === "-h" || word === "--help");
  const [first = ""] = steps;
  if (words[end] === "--") {
    if (wantsHelp) throw new HelpWanted(helpText(task, []));
    if (given.length > 0) throw new BuildFailure(`deno task ${task} takes no '${given[0]}'`);
  } else if (first.startsWith("test ")) refuseTestOptions(task, given);
  else if (wantsHelp) return await run(first, ["--help"]);
  for (const step of steps) await run(step, step === first ? given : []);
});
