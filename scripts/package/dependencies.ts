/** Versions of the C library's symbols, as the linker writes them. */
const GLIBC = /GLIBC_2\.(\d+)/g;

/** Packages with the libraries that the published runtimes are linked with, by what the name begins with. */
const LIBRARIES: Readonly<Record<string, string>> = { "libgcc_s.so.1": "libgcc-s1" };

/**
 * What an executable needs from Debian: the C library, not older than any symbol that is named in it, and other
 * libraries that it is linked with.
 */
export async function neededByExecutable(path: string): Promise<string> {
  // One character a byte.
  const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
  let minor = 0;
  for (const [, version] of text.matchAll(GLIBC)) minor = Math.max(minor, Number(version));
  const others = Object.entries(LIBRARIES).filter(([name]) => text.includes(`\0${name}\0`));
  return [`libc6 (>= 2.${minor})`, ...others.map(([, name]) => name)].join(", ");
}
