import { assert, assertEquals } from "../assert.ts";
import { LICENSES_MODULE, licensesModule } from "../../scripts/build/licenses_module.ts";
import { loadedPackages } from "../../scripts/build/described_package.ts";
import { ROOT } from "../../scripts/build/project.ts";

Deno.test("the notices in the tree are those of the packages that the program loads now", async () => {
  assert(
    await Deno.readTextFile(ROOT + LICENSES_MODULE) === await licensesModule(),
    "deno run -A scripts/embed_licenses.ts writes them anew",
  );
});

Deno.test("loadedPackages() has what the program loads and not what tests and scripts do", async () => {
  const names = (await loadedPackages()).map((id) => id.slice(0, id.lastIndexOf("@")));
  const { imports }: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(`${ROOT}scripts/import_map.json`),
  );
  const source = await Array.fromAsync(sources(`${ROOT}lib`), (path) => Deno.readTextFile(path));
  const direct = Object.keys(imports).filter((name) =>
    source.some((text) => text.includes(`"${name}${name.endsWith("/") ? "" : '"'}`))
  );
  assert(direct.length > 0);
  for (const name of direct) {
    const [, wanted] = /^npm:\/?(@?[^@]+)@/.exec(imports[name])!;
    assert(names.includes(wanted), name);
  }
  assertEquals(names.filter((name) => name.startsWith("@cyclonedx/") || name === "ajv"), []);
});

/** The modules below a directory. */
async function* sources(directory: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    if (isDirectory) yield* sources(`${directory}/${name}`);
    else if (name.endsWith(".ts")) yield `${directory}/${name}`;
  }
}
