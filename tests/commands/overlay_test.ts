import { runProgram } from "../cli/program.ts";
import { assertEquals, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { skipUnlessAvailable } from "../skip.ts";

const what = "inode numbers of overlayfs";
const ignore =
  skipWithout({ programs: { unshare: "util-linux", mount: "mount" }, root: true }, what) ||
  skipUnlessAvailable(
    Deno.readTextFileSync("/proc/filesystems").includes("\toverlay\n"),
    what,
    "the kernel has no overlayfs",
  );

/**
 * Numbers of about 2^63, as a lower file system in memory gets them with xino=on; Deno, which rounds them, tells
 * files apart that were not made within one millisecond.
 */
const OVERLAY = `set -e; cd "$0"; mkdir low up merged
mount -t tmpfs -o inode32 none low; mount -t tmpfs none up; mkdir up/upper up/work
for name in random authkey; do head -c 4096 /dev/urandom > low/$name; sleep 0.01; done
chmod 0400 low/authkey
mount -t overlay -o lowerdir=low,upperdir=up/upper,workdir=up/work,xino=on none merged
stat -c %i merged/authkey >&2; exec "$@"`;

Deno.test({
  name: "on overlayfs the file beside a key is not taken for the key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const under = ["unshare", "-m", "bash", "-c", OVERLAY, directory];
      const options = { cwd: directory, under };
      const { code, stderr } = await runProgram(
        ["-r", "merged/random", "-k", "merged/authkey"],
        options,
      );
      const [inode, ...said] = stderr.split("\n");
      assertEquals(BigInt(inode) > 2n ** 62n, true, stderr);
      assertStringIncludes(said[0], "merged/random is a regular file");
      assertEquals([code, said.slice(1)], [0, [""]]);
    }),
});
