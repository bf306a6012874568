import { BuildFailure } from "./failure.ts";
import { type Commit, PROGRAM, readCommit, readConfiguration } from "./project.ts";
import { type BuildReceipt, readReceipts } from "./receipt.ts";
import { isIntact } from "./sums.ts";
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
 * by Deno is taken, which is said on standard error, as are changes that are not committed. Only what build.json
 * tells of counts, of the version and the commit that are checked out, and as it was built; anything else in the
 * directory is left alone.
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
  const option = isHost ? "" : ` --target ${target.name}`;
  const commands = wanted.map((name) =>
    `deno task compile${option}${name === "bun" ? " --runtime bun" : ""}`
  );
  const refuse = (message: string) =>
    new BuildFailure(message, [`run first: ${commands.join("   or, with npm only: ")}`]);

  const { commit, modified } = await readCommit();
  const files = wanted.map((name) => `${directory}/${executableName(target, name)}`);
  const recorded = (await readReceipts(directory)).flatMap((receipt) =>
    receipt.executables
      .filter(({ executable }) => files.includes(`${directory}/${executable.file}`))
      .map(({ executable }) => ({ receipt, executable }))
  );
  const there: { readonly receipt: BuildReceipt; readonly built: Built }[] = [];
  const stale: string[] = [];
  for (const { receipt, executable } of recorded) {
    const path = `${directory}/${executable.file}`;
    if (!await isFile(path)) continue;
    if (isOtherCommit(receipt.commit, commit)) {
      stale.push(`${path} is of commit ${receipt.commit}, and ${commit} is checked out`);
    } else if (!await isIntact(directory, executable)) {
      throw refuse(`${path} is not as it was built: build.json has another sum of it`);
    } else {
      const notices = `${directory}/${receipt.licences.file}`;
      there.push({ receipt, built: { runtime: receipt.runtime, executable: path, notices } });
    }
  }
  const [first, second] = there;
  if (first === undefined) {
    throw refuse(
      stale[0] ?? `There is no ${files.join(" and no ")} that ${directory}/build.json tells of`,
    );
  }
  if (second !== undefined) {
    console.error(
      `There are two executables, of which this takes that by Deno; --runtime bun takes the other`,
    );
  }
  const doubt = doubtAbout(first.receipt, { commit, modified });
  if (doubt !== null) console.error(`${first.built.executable} ${doubt}`);
  return first.built;
}

/** Why an executable may be of other sources than those that are here; null where it is of them. */
function doubtAbout(built: Commit, { commit, modified }: Commit): string | null {
  if (built.commit !== null && commit === null) {
    return `is of commit ${built.commit}; git does not tell which is checked out`;
  }
  if (built.modified) return "was built of sources with changes that were not committed";
  return modified ? "was built without the changes here that are not committed" : null;
}

/** What `deno task compile` calls it. */
export function executableName(target: Target, runtime: "deno" | "bun"): string {
  const marks = [
    ...runtime === "bun" ? ["bun"] : [],
    ...target.tested.includes(runtime) ? [] : ["untested"],
  ];
  return [PROGRAM, readConfiguration().version, target.name, ...marks].join("-");
}

/** Outside of a checkout, or where git refuses one that belongs to somebody else, no commit is known. */
function isOtherCommit(built: string | null, checkedOut: string | null): boolean {
  return built !== null && checkedOut !== null && built !== checkedOut;
}

const isFile = (path: string) => Deno.stat(path).then(({ isFile }) => isFile, () => false);
