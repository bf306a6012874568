/**
 * Runs a task that has no help of its own: `deno run -A scripts/task.ts NAME STEP... -- [ARGUMENT...]`.
 *
 * Each step is a command of deno, "task check" or "run -A bench/fifo_latency.ts". --help prints what the task
 * is for and runs nothing. Further arguments go to the only step when the list of steps ends with "++"; after
 * "--" they are refused in one line.
 */
import { BuildFailure } from "./build/failure.ts";
import { ROOT } from "./build/project.ts";
import { helpText, HelpWanted, runScript } from "./command_line.ts";

await runScript("task", async () => {
  const [task = "", ...words] = Deno.args;
  const end = words.findIndex((word) => word === "--" || word === "++");
  const steps = words.slice(0, end), given = words.slice(end + 1);
  if (given.some((word) => word === "-h" || word === "--help")) {
    throw new HelpWanted(helpText(task, []));
  }
  if (words[end] === "--" && given.length > 0) {
    throw new BuildFailure(`deno task ${task} takes no '${given[0]}'`);
  }
  for (const step of steps) {
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: [...step.split(" "), ...given],
      cwd: ROOT,
    }).spawn().status;
    if (code !== 0) Deno.exit(code);
  }
});
