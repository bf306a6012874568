import { BuildFailure } from "./failure.ts";
import { PROGRAM, readConfiguration } from "./project.ts";
import type { Target } from "./targets.ts";

/** An executable that `deno task compile` made. */
export interface Built {
  readonly runtime: "deno" | "bun";
  readonly executable: string;
  /** The licences of what is inside, as it prints them. */
  readonly notices: string;
}

const RUNTIMES = ["deno", "bun"] as const;

/**
 * Finds the executable for a target: that of the runtime which was asked for, else the one that there is. Of two that
 * by Deno is taken, which is said on standard error.
 *
 * @param directory where executables are, without a slash at the end
 * @param runtime the value of --runtime
 * @param isHost whether the target is this machine's, for which `deno task compile` needs no option
 * @throws BuildFailure when it is not there, with the command that makes it
 */
export async function findBuilt(
  directory: string,
  target: Target,
  runtime: string | undefined,
  isHost: boolean,
): Promise<Built> {
  const wanted = RUNTIMES.filter((name) => runtime === undefined || name === runtime);
  if (wanted.length === 0) {
    throw new BuildFailure(`--runtime is deno or bun, not '${runtime}'`);
  }
  const files = wanted.map((name) => filesOf(directory, target, name));
  const there: Built[] = [];
  for (const built of files) {
    const isThere = await Deno.stat(built.executable).then(({ isFile }) => isFile, () => false);
    if (isThere) there.push(built);
  }
  const [first, second] = there;
  if (first === undefined) {
    const option = isHost ? "" : ` --target ${target.name}`;
    const commands = wanted.map((name) =>
      `deno task compile${option}${name === "bun" ? " --runtime bun" : ""}`
    );
    throw new BuildFailure(
      `There is no ${files.map(({ executable }) => executable).join(" and no ")}`,
      [`run first: ${commands.join("   or, with npm only: ")}`],
    );
  }
  if (second !== undefined) {
    console.error(
      `There are two executables, of which this takes that by Deno; --runtime bun takes the other`,
    );
  }
  return first;
}

function filesOf(directory: string, target: Target, runtime: "deno" | "bun"): Built {
  const built = `${directory}/${PROGRAM}-${readConfiguration().version}`;
  const suffix = (runtime === "bun" ? "-bun" : "") +
    (target.tested.includes(runtime) ? "" : "-untested");
  return {
    runtime,
    executable: `${built}-${target.name}${suffix}`,
    notices: `${built}-${runtime}.licenses.txt`,
  };
}
