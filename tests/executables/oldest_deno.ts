import { fetchPackage } from "../../scripts/build/npm_package.ts";

/** The oldest Deno that is supported (LTS), and the one whose executables are run here. */
export const OLDEST_DENO = {
  name: "@deno/linux-x64-glibc",
  version: "2.5.7",
  integrity:
    "sha512-GG75izCnjjDRcKCwx8ri6yy738tQTvvgfvEVg7lWENvPeFoOt3/PaqHp+u+/pbtaDGY49fr8YDZSO9q4aqJbuA==",
} as const;

/**
 * Gets it from the npm registry; the path of what starts it. It has a cache of its own: two versions that share one
 * drop each other's tables, and complain on standard error where both are at it.
 */
export async function fetchOldestDeno(work: string): Promise<string> {
  const directory = `${work}/deno-${OLDEST_DENO.version}`;
  await Deno.mkdir(directory);
  const deno = `${await fetchPackage(OLDEST_DENO, directory)}/deno`;
  await Deno.chmod(deno, 0o755);
  const starter = `${directory}/deno`;
  await Deno.writeTextFile(
    starter,
    `#!/bin/sh\nexport DENO_DIR='${directory}/cache'\nexec '${deno}' "$@"\n`,
    { mode: 0o755 },
  );
  return starter;
}
