import { ROOT } from "../build/project.ts";
import { tryTool } from "../build/run_tool.ts";

/**
 * The day of the last commit as mdoc(7) writes it, "November 22, 2026", so that one commit always gives the
 * same page. Outside a checkout SOURCE_DATE_EPOCH counts (reproducible-builds.org), else today.
 */
export async function lastChange(): Promise<string> {
  const { success, stdout } = await tryTool(["git", "-C", ROOT, "log", "-1", "--format=%ct"]);
  const seconds = success ? stdout.trim() : Deno.env.get("SOURCE_DATE_EPOCH");
  const date = seconds ? new Date(Number(seconds) * 1000) : new Date();
  return date.toLocaleDateString("en-US", {
    year: "numeric",
    month: "long",
    day: "numeric",
    timeZone: "UTC",
  });
}
