import { ROOT } from "../scripts/build/project.ts";

/** What stands in the README. */
export const readme = await Deno.readTextFile(`${ROOT}README.md`);

/** Its blocks of a language below a heading, as they stand. */
export function blocks(language: string, heading = ""): string[] {
  const part = heading === "" ? readme : readme.split(`\n## ${heading}\n`)[1].split("\n## ")[0];
  return [...part.matchAll(new RegExp("^```" + language + "\\n(.*?)^```$", "gms"))]
    .map(([, text]) => text);
}
