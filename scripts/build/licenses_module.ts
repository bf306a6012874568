import { type DescribedPackage, describePackages, loadedPackages } from "./described_package.ts";
import { EMBEDDED_PACKAGES } from "./embedded_packages.ts";
import { ROOT } from "./project.ts";

/** The module with the notices, below the root of the project. */
export const LICENSES_MODULE = "lib/cli/licenses_text.ts";

/**
 * The text of that module: our licence, and the notices of the packages that the program loads.
 *
 * @throws Error when a package says nothing of its licence
 */
export async function licensesModule(): Promise<string> {
  const packages = [...await describePackages(await loadedPackages()), ...EMBEDDED_PACKAGES];
  const rows = packages.sort((a, b) => a.id < b.id ? -1 : 1).map(row);
  const own = (await Deno.readTextFile(`${ROOT}LICENSE`)).trim();
  return `/** Written by scripts/embed_licenses.ts from LICENSE, the lock file and the packages: not to be edited. */

/** What a package asks to pass on. */
export interface PackageNotice {
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier. */
  readonly licence: string;
  readonly text: string;
}

/** LICENSE, without white space around it. */
export const OWN_LICENCE = ${template(own)};

/** Of all packages that the program loads, or has a part of, sorted by their names. */
export const PACKAGE_NOTICES: readonly PackageNotice[] = [
${rows.join("")}];
`;
}

function row({ id, name, version, licence, notices }: DescribedPackage): string {
  if (licence === null || notices === "") throw new Error(`${id} has no licence`);
  return `  {
    name: ${JSON.stringify(name)},
    version: ${JSON.stringify(version)},
    licence: ${JSON.stringify(licence)},
    text: ${template(notices.replace(/[^\S\n]+$/gm, ""))},
  },
`;
}

/** A literal that means the text; line ends are those of Unix. */
function template(text: string): string {
  return "`" + text.replaceAll("\r", "").replace(/[\\`]|\$(?=\{)/g, "\\$&") + "`";
}
