import type { DescribedPackage } from "./described_package.ts";
import { PROGRAM, ROOT } from "./project.ts";

/** What the runtimes say of themselves; their executables come without the texts. */
const RUNTIMES = {
  deno: (version: string) =>
    `Deno ${version}, MIT licence: Copyright 2018-2026 the Deno authors. It contains V8 (BSD, 3 clauses) and
the Rust crates that https://github.com/denoland/deno/blob/v${version}/Cargo.lock names.`,
  bun: (version: string) =>
    `Bun ${version}, MIT licence: Copyright (c) Oven. It is linked statically with JavaScriptCore (LGPL 2), which
may be replaced and linked anew from https://github.com/oven-sh/bun at tag bun-v${version};
https://bun.com/docs/project/licensing lists what else it contains and under which licences.`,
} as const;

/**
 * The licences of everything that is inside an executable: ours, the runtime's, and those of the packages in
 * the bundle, word for word.
 */
export async function noticesText(
  runtime: keyof typeof RUNTIMES,
  version: string,
  packages: readonly DescribedPackage[],
): Promise<string> {
  const parts = [
    `${PROGRAM}\n\n${(await Deno.readTextFile(`${ROOT}LICENSE`)).trim()}`,
    RUNTIMES[runtime](version),
    ...packages.map(({ name, version, licence, notices }) =>
      `${name} ${version}, ${licence ?? "licence as follows"}\n\n${notices}`
    ),
  ];
  return parts.join(`\n\n${"-".repeat(78)}\n\n`) + "\n";
}
