import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { runCommand } from "../cli/program.ts";
import { skipWithout } from "../peers.ts";
import { PROGRAM, ROOT } from "../../scripts/build/project.ts";
import { runTool } from "../../scripts/build/run_tool.ts";
import { debianArchive } from "./debian.ts";

/**
 * Tests the recipe for containers as it stands. What it is made FROM comes from debootstrap and not from a
 * registry.
 *
 * @param deb path of the package
 */
export function testContainer(deb: string, ignore: boolean): void {
  Deno.test({
    name:
      "the Containerfile makes an image with the program and no key, which comes in at run time",
    ignore: ignore || skipWithout({ programs: { buildah: "buildah" }, root: true }, "containers"),
    fn: () => withDirectory((work) => buildAndRun(deb, work)),
  });
}

async function buildAndRun(deb: string, work: string): Promise<void> {
  const storage = ["--root", `${work}/root`, "--runroot", `${work}/run`, "--storage-driver", "vfs"];
  const buildah = (...words: string[]) => runTool(["buildah", ...storage, ...words]);
  const base = (await buildah("from", "scratch")).trim();
  await buildah("add", "--quiet", base, await debianArchive("bookworm", `${work}/debian`), "/");
  await buildah("commit", "--quiet", "--rm", base, "docker.io/library/debian:bookworm-slim");

  const context = `${work}/context`;
  await Deno.mkdir(`${context}/dist`, { recursive: true });
  await Deno.link(deb, `${context}/dist/${deb.slice(deb.lastIndexOf("/") + 1)}`).catch(() =>
    Deno.copyFile(deb, `${context}/dist/${deb.slice(deb.lastIndexOf("/") + 1)}`)
  );
  const file = `${ROOT}scripts/images/Containerfile`;
  await buildah(
    ...["build", "--quiet", "--isolation", "chroot", "--pull-never"],
    ...["--tag", PROGRAM, "--file", file, context],
  );
  const container = (await buildah("from", "--pull-never", PROGRAM)).trim();
  const run = (options: string[], script: string) =>
    runCommand([
      ...["buildah", ...storage, "run", "--isolation", "chroot", ...options, container],
      ...["sh", "-euc", script],
    ]);
  const none = await run([], "test ! -e /etc/corosync/authkey; ls -A / | grep -c dist || true");
  assertEquals([none.code, none.stdout], [0, "0\n"], none.stderr);

  await runTool([Deno.execPath(), "run", "-A", `${ROOT}main.ts`, "-ls256", "-k", `${work}/key`]);
  const mount = ["--volume", `${work}/key:/etc/corosync/authkey:ro`];
  const mounted = await run(mount, `${PROGRAM} verify || true`);
  assertMatch(mounted.stdout, /^ {2}\/etc\/corosync\/authkey: 256 bytes, SHA256:/m, mounted.stderr);

  const made = await run(
    [],
    `${PROGRAM} -l -s 256 --no-clobber; stat -c "%a %s" /etc/corosync/authkey`,
  );
  assertStringIncludes(made.stdout, "\n400 256\n", made.stderr);
  assertEquals((await run([], `${PROGRAM} -l -s 256 --no-clobber`)).code, 7);
}
