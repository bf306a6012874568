import { assert, assertEquals } from "../assert.ts";
import { PROGRAM, runCommand } from "../cli/program.ts";
import { fixedKey } from "../keys.ts";
import { NEW_KEY } from "../files/key_runs.ts";
import { fairBytes } from "../report/samples.ts";
import { attacksAreImpossible, withPlace } from "./tools.ts";

/** Nothing is changed by name: whoever owns a directory decides what a name in it means at that moment. */
const ignore = attacksAreImpossible("which system calls change what by name");

/** Calls that change what a name leads to. `truncate` and its like by descriptor are none of them. */
const BY_NAME = [
  ...["chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat", "truncate"],
  ...["utime", "utimes", "utimensat", "futimesat", "setxattr", "lsetxattr", "removexattr"],
  ...["lremovexattr", "mknod", "mknodat"],
];

/** Every command on the way to every file that it writes; DIR is where. */
const COMMANDS: Readonly<Record<string, string>> = {
  "a first key": "-r DIR/source -k DIR/first",
  "a key over an old one of somebody else's": "-r DIR/source -k DIR/old",
  "a key with --mkdir": "-r DIR/source --mkdir -k DIR/a/b/key",
  "a key with --no-clobber": "-r DIR/source --no-clobber -k DIR/new",
  "a key, --json": "--json -l -k DIR/json",
  "a key on a mount point": "-r DIR/source -k DIR/mounted",
  "a key through a link": "-r DIR/source -k DIR/link",
  "a key for standard output": "-l --stdout",
  "a key in an image": "-l --mkdir --root DIR/image",
  "install": "install DIR/source DIR/installed",
  "install over a key of somebody else's": "install DIR/source DIR/old",
  "install into a missing directory": "install DIR/source DIR/c/d/key",
  "install on a mount point": "install DIR/source DIR/mounted",
  "verify": "verify DIR/source",
  "fingerprint": "fingerprint DIR/source",
  "assess": "assess --fips DIR/noise --record DIR/record --html DIR/page",
  "assess over an old page": "assess --fips DIR/noise --html DIR/page",
  "starvation": "starvation --rounds 1 --pause 0 -r /dev/urandom --html DIR/starvation",
};

Deno.test({
  name: "no command changes a file by name: no chmod, chown or truncate among its system calls",
  ignore,
  fn: () =>
    withPlace(async (directory) => {
      await Deno.writeFile(`${directory}/source`, NEW_KEY, { mode: 0o400 });
      await Deno.writeFile(`${directory}/noise`, await fairBytes(3000));
      await Deno.mkdir(`${directory}/image`);
      await Deno.writeFile(`${directory}/mounted`, await fixedKey("old", 128), { mode: 0o400 });
      await Deno.symlink("linked", `${directory}/link`);
      // The shell mounts the key in the namespace of the run; a restrictive umask tempts to change modes.
      const script =
        `mount --bind ${directory}/mounted ${directory}/mounted; umask 0477; exec "$@"`;
      for (const [what, text] of Object.entries(COMMANDS)) {
        await Deno.writeFile(`${directory}/old`, await fixedKey("old", 200));
        await Deno.chown(`${directory}/old`, 1234, 5678);
        // Where the key is in its place already, install has nothing to do.
        await Deno.writeFile(`${directory}/mounted`, await fixedKey("old", 128));
        const log = `${directory}/log`;
        const trace = `trace=${[...BY_NAME, "fsync"].map((name) => `?${name}`).join()}`;
        const { code, stderr } = await runCommand([
          ...["unshare", "--mount", "sh", "-c", script, "sh"],
          ...["strace", "-f", "-qq", "-s", "0", "-o", log, "-e", trace],
          ...PROGRAM,
          ...text.replaceAll("DIR", directory).split(" "),
        ]);
        assert(code === 0 || what === "verify", `${what}: ${code}, ${stderr}`);
        const calls = (await Deno.readTextFile(log)).split("\n");
        const writes = /key|install|assess|starvation/.test(what) && !what.includes("standard");
        assertEquals(calls.some((line) => /fsync\(/.test(line)), writes, `${what}: the trace`);
        const byName = calls.filter((line) =>
          new RegExp(`\\b(${BY_NAME.join("|")})\\(`).test(line)
        );
        assertEquals(byName, [], what);
        await Deno.remove(log);
      }
    }),
});
