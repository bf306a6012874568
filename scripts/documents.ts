import { readSchemas } from "./build/schemas.ts";
import { PROGRAM } from "./build/project.ts";
import { loadSpecs } from "./command_specs.ts";
import { COMPLETIONS } from "./completions.ts";
import { currentPage } from "./man.ts";

/**
 * What is installed beside the program, by its place below share: the man page, completions and schemas.
 *
 * @param zshDirectory where zsh looks: that of a distribution's packages is another than that of what others install
 */
export async function documents(
  zshDirectory: "site-functions" | "vendor-completions",
): Promise<(readonly [path: string, text: string])[]> {
  const specs = await loadSpecs();
  return [
    [`man/man8/${PROGRAM}.8`, await currentPage()],
    [`bash-completion/completions/${PROGRAM}`, COMPLETIONS["bash"](specs)],
    [`zsh/${zshDirectory}/_${PROGRAM}`, COMPLETIONS["zsh"](specs)],
    [`fish/vendor_completions.d/${PROGRAM}.fish`, COMPLETIONS["fish"](specs)],
    ...(await readSchemas()).map(([name, schema]) =>
      [`doc/${PROGRAM}/schemas/${name}`, schema] as const
    ),
  ];
}
