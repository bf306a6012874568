import { ROOT } from "./project.ts";

const DIRECTORY = `${ROOT}lib/report/schemas`;

/** The schemas of what --json prints, by the names of their files; they are installed beside the documentation. */
export async function readSchemas(): Promise<[name: string, text: string][]> {
  const names = Array.from(Deno.readDirSync(DIRECTORY), ({ name }) => name)
    .filter((name) => name.endsWith(".schema.json")).sort();
  return await Promise.all(
    names.map(async (name): Promise<[string, string]> => [
      name,
      await Deno.readTextFile(`${DIRECTORY}/${name}`),
    ]),
  );
}
