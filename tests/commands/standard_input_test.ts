import { runProgram } from "../cli/program.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";

const ignore = skipWithout(
  { programs: { unshare: "util-linux", mount: "mount", xz: "xz-utils" }, root: true },
  "a /dev without stdin",
);

/** Devices alone, as a bare devtmpfs or a small chroot has them; the shell has begun to read the archive. */
const BARE_DEV = `set -e; cd "$0"; mkdir dev
mount -t tmpfs none dev
for name in null zero random urandom full; do cp -a /dev/$name dev/; done
head -c 4096 /dev/urandom | xz > archive
mount --bind dev /dev
exec < archive; read -rn 64 _ || true; exec "$@"`;

Deno.test({
  name: "standard input is known for a file, and for an archive, where /dev has no name for it",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const under = ["unshare", "-m", "bash", "-c", BARE_DEV, directory];
      const { code, stderr } = await runProgram(["-r", "-", "-k", "authkey"], {
        cwd: directory,
        under,
      });
      assertStringIncludes(stderr, "standard input is a regular file");
      assertStringIncludes(stderr, "Refused standard input as a source: the file is an xz archive");
      assertEquals(code, 6);
    }),
});
