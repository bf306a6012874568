/** The module with the texts of the LGPL, below the root of the project. */
export const LGPL_MODULE = "lib/cli/lgpl_texts.ts";

/** Where Debian's base-files has them. */
const TEXTS = ["LGPL-2", "LGPL-2.1"].map((name) => `/usr/share/common-licenses/${name}`);

/** The text of that module: packed, or it would be twice the size of all other notices. */
export async function lgplModule(): Promise<string> {
  const texts = await Promise.all(TEXTS.map((path) => Deno.readTextFile(path)));
  const packed = new Blob([texts.map((text) => text.trimEnd()).join("\n\n\n")]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  return `/** Written by scripts/embed_licenses.ts from Debian's base-files: not to be edited. */

/** The GNU Library General Public License, version 2, and the Lesser one, version 2.1, word for word. */
export async function lgplTexts(): Promise<string> {
  const unpacked = new Blob([Uint8Array.fromBase64(PACKED)]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return await new Response(unpacked).text();
}

/** Both, by gzip (RFC 1952). */
const PACKED =
  "${bytes.toBase64()}";
`;
}
