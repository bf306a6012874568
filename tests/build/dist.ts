import {
  type BuildReceipt,
  type BuiltExecutable,
  receiptsText,
  startReceipt,
} from "../../scripts/build/receipt.ts";
import { executableName } from "../../scripts/build/built.ts";
import { type Commit, PROGRAM, readConfiguration } from "../../scripts/build/project.ts";
import { type FileSum, sumFile } from "../../scripts/build/sums.ts";
import { TARGETS } from "../../scripts/build/targets.ts";

const { version } = readConfiguration();

/** What stands for one build. */
export interface Stand extends Commit {
  readonly runtime: "deno" | "bun";
  /** What the executables hold; their names by default. */
  readonly content?: string;
  /** Names; linux-x64 by default. */
  readonly targets?: readonly string[];
  /** The sum of the part that is ours. */
  readonly bundle?: string;
  /** What the runtime was linked with. */
  readonly tools?: Readonly<Record<string, string>>;
}

/** Writes files that stand for executables and what is beside them, as `deno task compile` names them. */
export async function standIn(
  directory: string,
  { runtime, content, targets = ["linux-x64"], bundle = "", tools = {}, commit, modified }: Stand,
): Promise<BuildReceipt> {
  const write = async (file: string, text: string): Promise<FileSum> => {
    await Deno.writeTextFile(`${directory}/${file}`, text);
    return await sumFile(`${directory}/${file}`);
  };
  const executables: BuiltExecutable[] = [];
  for (const target of TARGETS.filter(({ name }) => targets.includes(name))) {
    const file = executableName(target, runtime);
    const executable = await write(file, content ?? `${file}\n`);
    executables.push({
      target: target.name,
      tested: target.tested.includes(runtime),
      runtime: { file: runtime, bytes: 0, sha256: "" },
      executable,
      beside: [await write(`${file}.cdx.json`, `list of ${content ?? file}`)],
    });
  }
  return {
    ...startReceipt(version, { commit, modified }, runtime),
    runtimeParts: tools,
    bundle: [{ file: "bundle", bytes: 0, sha256: bundle }],
    packages: [],
    licences: await write(`${PROGRAM}-${version}-${runtime}.licenses.txt`, `licences ${runtime}`),
    executables,
  };
}

/** Writes build.json. */
export async function writeReceipts(directory: string, ...receipts: BuildReceipt[]): Promise<void> {
  await Deno.writeTextFile(`${directory}/build.json`, receiptsText(receipts));
}
