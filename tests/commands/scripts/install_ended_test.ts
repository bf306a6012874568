import { assert, assertEquals } from "../../assert.ts";
import { compileFaults } from "../../cli/faults.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { skipUnless } from "../../skip.ts";
import { EXECUTABLE, install } from "./installing.ts";

const ignore = skipWithout({ programs: { gcc: "gcc" } }, "ending an installation") ||
  skipUnless(Deno.build.arch === "x86_64", "ending an installation", "this is not x64");

Deno.test({
  name: "an installation that a signal ends leaves whole files, and nothing incomplete that runs",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const faults = await compileFaults(directory);
      await Deno.writeTextFile(`${directory}/program`, EXECUTABLE);
      const sbin = `${directory}/usr/sbin`;
      const log = `${directory}/log`;
      // No dpkg is asked whose each file is, which takes the most time.
      /** Sends a signal before a call on the directory of the executable; 0 sends none. */
      const run = async (at: number, signal: number) => {
        await Deno.remove(`${directory}/usr`, { recursive: true }).catch(() => {});
        const args = ["--prefix", `${directory}/usr`, "--executable", `${directory}/program`];
        const under = [faults, sbin, log, `${at}`, `signal=${signal}`];
        const { code } = await install(args, { PATH: directory }, under);
        const files = await Array.fromAsync(Deno.readDir(sbin), async ({ name }) => {
          const { mode, size } = await Deno.stat(`${sbin}/${name}`);
          return { name, mode: (mode ?? 0) & 0o7777, isWhole: size === EXECUTABLE.length };
        });
        const calls = (await Deno.readTextFile(log)).split("\n").map((line) => line.split(" ")[0]);
        return { code, files, calls };
      };
      const whole = { name: "corosync-keygen", mode: 0o755, isWhole: true };
      const { code, files, calls } = await run(0, 15);
      assertEquals([code, files], [0, [whole]]);
      for (const name of ["write", "fchmod", "rename"]) {
        const at = calls.indexOf(name) + 1;
        assert(at > 0, `${name}: ${calls}`);
        const killed = await run(at, 9);
        // Where it is complete it may be run.
        const mode = name === "rename" ? 0o755 : 0o600;
        assertEquals(
          killed.files.map((file) => [file.name === whole.name, file.mode, file.isWhole]),
          [[false, mode, name !== "write"]],
          name,
        );
        for (const signal of name === "fchmod" ? [1, 2, 15] : [15]) {
          const ended = await run(at, signal);
          assertEquals([ended.code, ended.files], [128 + signal, [whole]], `${name}, ${signal}`);
        }
      }
    }),
});
