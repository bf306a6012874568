import { PROGRAM, runCommand } from "../cli/program.ts";
import { ROOT } from "../../scripts/build/project.ts";

const dist = `${ROOT}dist/`;

/** A program that makes keys, and what to call it. */
export interface Candidate {
  readonly name: string;
  readonly words: readonly string[];
}

/** The program under test and every executable in dist/ that runs on this machine. */
export async function candidates(): Promise<readonly Candidate[]> {
  const found: Candidate[] = [{ name: "program under test", words: PROGRAM }];
  for (const name of listOrNothing(dist)) {
    if (!/^corosync-keygen-[^.]+\.[^.]+\.[^.]+$/.test(name)) continue;
    const words = [dist + name];
    const runs = await runCommand([...words, "--version"]).then(
      ({ code }) => code === 0,
      () => false,
    );
    if (runs) found.push({ name, words });
  }
  return found;
}

function listOrNothing(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  } catch {
    return [];
  }
}
