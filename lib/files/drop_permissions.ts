import type { System } from "../system/types.ts";
import { walkPath } from "./walk_path.ts";

/** Deno's special places: files there take all permissions, whatever was granted for reading and writing. */
const SPECIAL = /^\/(dev|proc|sys)(\/|$)/;

/** A path, the name of a temporary in its place and the final zero fit into PATH_MAX (limits.h). */
const MAX_PATH_BYTES = 4096 - 64;

/**
 * Gives up network, subprocesses and the like for the rest of the process, unless one of the paths that are
 * used later would get out of reach: with fewer permissions Deno refuses its special places and makes every
 * path absolute, which fails for a long one and in a directory without a name.
 *
 * @param paths files that are read or replaced later
 * @returns whether permissions were given up
 */
export function dropPermissions(system: System, paths: readonly string[]): boolean {
  return !paths.some((path) => needsAllPermissions(system, path)) && system.dropPermissions();
}

function needsAllPermissions(system: System, path: string): boolean {
  try {
    const { path: real, leadsIntoProc, isThroughLinkOfOthers } = walkPath(system, path);
    // What is mounted stands in /proc.
    return leadsIntoProc || isThroughLinkOfOthers || !real.startsWith("/") || SPECIAL.test(real) ||
      new TextEncoder().encode(real).length > MAX_PATH_BYTES;
  } catch {
    return false; // Whoever opens it tells what is wrong with it.
  }
}
