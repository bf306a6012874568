import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { PROGRAM, runCommand } from "./program.ts";

/** What --stdout says of the file that a shell opened for it. */

Deno.test("--stdout into a file that others may read says so, and its mode; into one of its owner it does not", async () => {
  const warned = (mode: string) =>
    `corosync-keygen: Warning: Standard output is a file of mode ${mode}, so others may read the key\n` +
    "hint: chmod 0600 keeps that file to its owner, umask 077 before the redirection a new one; so does -k FILE\n";
  await withDirectory(async (cwd) => {
    const cases = [["022", "0644"], ["027", "0640"], ["066", "0600"], ["067", "0600"]];
    for (const [umask, mode] of cases) {
      const { code, stderr } = await runCommand([
        ...["sh", "-c", 'umask "$1"; rm -f key; shift; "$@" >key', "sh", umask],
        ...[...PROGRAM, "-l", "--stdout"],
      ], { cwd });
      const expected = mode === "0600" ? "" : warned(mode);
      const lines = "Corosync Cluster Engine Authentication key generator.\n";
      assertEquals([code, stderr], [0, expected + lines], umask);
      const { mode: made } = await Deno.stat(`${cwd}/key`);
      assertEquals((made! & 0o7777).toString(8).padStart(4, "0"), mode);
    }
  });
});
