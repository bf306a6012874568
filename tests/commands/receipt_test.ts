import { Ajv2020 } from "ajv";
import { fingerprint } from "../../lib/key/fingerprint.ts";
import { VERSION } from "../../lib/version.ts";
import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "../assert.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import {
  look,
  makeNewKey,
  NEW_KEY,
  OLD_KEY,
  placeOldKey,
  replacedThroughLink,
} from "../files/key_runs.ts";
import { withSmallDisk } from "../files/mounts.ts";
import { BROKEN_SOURCES } from "../cli/broken_sources.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { runCommand, runProgram } from "../cli/program.ts";
import { skipWithout } from "../peers.ts";
import { startProgram } from "../cli/running.ts";
import { Terminal } from "../cli/terminal.ts";

const schema = JSON.parse(
  await Deno.readTextFile(new URL("../../lib/report/schemas/receipt.schema.json", import.meta.url)),
);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false })
  .compile(schema);

/** One line of JSON that fits the schema, without the fields that differ from run to run. */
function receiptOf(stdout: string): Record<string, unknown> {
  assertEquals(stdout.indexOf("\n"), stdout.length - 1, stdout);
  const receipt: Record<string, unknown> = JSON.parse(stdout);
  const fits: boolean = validate(receipt);
  assert(fits, JSON.stringify(validate.errors) + stdout);
  assert(Math.abs(Date.now() - Date.parse(`${receipt.time}`)) < 3_600_000, stdout);
  const { time: _time, runtime: _runtime, powersDropped: _dropped, ...rest } = receipt;
  return rest;
}

const HEAD = { program: "corosync-keygen", version: VERSION, format: 1, imageSigns: [] };

/** Who makes a key owns it. */
const OWNER = `${Deno.uid()}:${Deno.gid()}`;

Deno.test("--json prints one receipt that fits the schema, and nothing else", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await placeOldKey(path);
    await Deno.utime(path, 0, 1_000_000_000);
    await Deno.symlink("authkey", `${directory}/link`);
    const { stdout, stderr, code } = await makeNewKey(`${directory}/link`, ["--json"]);
    assertEquals([code, stderr], [0, replacedThroughLink(`${directory}/link`, path)]);
    const { gatheringMilliseconds, source, sourceIsRegularFile, ...receipt } = receiptOf(stdout);
    assertEquals(receipt, {
      ...HEAD,
      result: "written",
      requestedPath: `${directory}/link`,
      keySizeBytes: 128,
      keySizeBits: 1024,
      exitCode: 0,
      keyFile: {
        path,
        mode: "0400",
        replacedOldKey: true,
        method: "rename",
        owner: OWNER,
        previousOwner: null,
        warnings: [`${directory}/link leads through a link: ${path} was replaced`],
        previousKey: {
          fingerprint: { ...await fingerprint(OLD_KEY) },
          sizeBytes: OLD_KEY.length,
          modified: "2001-09-09T01:46:40.000Z",
        },
      },
      fingerprint: await fingerprint(NEW_KEY),
      rejections: [],
    });
    assertGreaterOrEqual(gatheringMilliseconds as number, 0);
    assertEquals([source, sourceIsRegularFile], ["standard input", false]);
  }));

Deno.test("the receipt says when the source was a regular file", () =>
  withDirectory(async (directory) => {
    await Deno.writeFile(`${directory}/source`, NEW_KEY);
    const args = ["-r", `${directory}/source`, "--json", "-k", `${directory}/authkey`];
    assertEquals(receiptOf((await runProgram(args)).stdout).sourceIsRegularFile, true);
  }));

Deno.test("the receipt of a longer key has both fingerprints, and names the generator with -l", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const { stdout } = await runProgram(["-l", "-s", "4096", "--no-clobber", "--json", "-k", path]);
    const receipt = receiptOf(stdout);
    assertEquals(receipt.source, "crypto.getRandomValues");
    assertEquals(receipt.fingerprint, await fingerprint(await Deno.readFile(path)));
    assertEquals(receipt.keyFile, {
      path,
      mode: "0400",
      replacedOldKey: false,
      method: "link",
      owner: OWNER,
      previousOwner: null,
      warnings: [],
      previousKey: null,
    });
  }));

Deno.test({
  name: "a key is replaced whose time no Date holds, and told without it",
  ignore: skipWithout({ programs: { mount: "mount" }, root: true }, "times of tmpfs"),
  fn: () =>
    withDirectory((directory) =>
      withSmallDisk(directory, "size=64k", async () => {
        const path = `${directory}/authkey`;
        await placeOldKey(path);
        const full = (await fingerprint(OLD_KEY)).full;
        const makeOld = () => runCommand(["touch", "-d", "@9000000000000", path]);
        await makeOld();
        const told = await makeNewKey(path, ["--verbose"]);
        assertEquals(told.code, 0);
        assertMatch(told.stderr, /^corosync-keygen: Replaced the key \(SHA256:/);
        assertStringIncludes(told.stderr, full);
        await makeOld();
        const { code, stdout, stderr } = await runProgram(["-l", "--json", "-k", path]);
        assertEquals([code, stderr], [0, ""]);
        const { previousKey } = receiptOf(stdout).keyFile as { previousKey: unknown };
        assertEquals(previousKey, {
          fingerprint: { ...await fingerprint(NEW_KEY) },
          sizeBytes: NEW_KEY.length,
          modified: null,
        });
      })
    ),
});

Deno.test("the receipt has every warning of standard error, each once", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/open`);
    await Deno.chmod(`${directory}/open`, 0o777);
    await Deno.writeFile(`${directory}/open/-key`, NEW_KEY, { mode: 0o400 });
    for (const name of ["-key", "other"]) {
      await Deno.writeTextFile(`${directory}/open/.corosync-keygen-saved-${name}`, "");
    }
    const options = { cwd: `${directory}/open` };
    const { code, stdout, stderr } = await makeNewKey("-key", ["--json"], options);
    assertEquals(code, 0, stderr);
    const { warnings } = receiptOf(stdout).keyFile as { warnings: readonly string[] };
    const told = stderr.split("\n").filter((line) => line.includes("Warning: "));
    assertEquals(warnings.map((text) => `corosync-keygen: Warning: ${text}`), told);
    const kinds = [/is taken for/, /Others can/, /saved-/, /saved-/, /The key is not new/];
    assertEquals(warnings.map((text, i) => kinds[i]?.test(text)), kinds.map(() => true), stderr);
  }));

Deno.test("a run that fails prints a receipt too, with the exit code, the error and the hint", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/none/authkey`;
    const { stdout, stderr, code } = await runProgram(["-l", "--json", "-k", path]);
    assertEquals(code, 2);
    const error = `Could not create ${path}: No such file or directory`;
    const hint = "--mkdir makes the missing directories";
    assertEquals(stderr, `corosync-keygen: ${error}\nhint: ${hint}\n`);
    assertEquals(receiptOf(stdout), {
      ...HEAD,
      result: "failed",
      requestedPath: path,
      keySizeBytes: 128,
      keySizeBits: 1024,
      exitCode: 2,
      code: "cannot-create",
      error,
      hint,
    });
  }));

Deno.test("a receipt of a run that fails says why in one word", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    await placeOldKey(path);
    const reasons: readonly [args: readonly string[], exitCode: number, code: string][] = [
      [["-l", "--no-clobber"], 7, "exists"],
      [["-r", `${directory}/none`], 1, "cannot-open-source"],
      [["-r", directory], 1, "cannot-read-source"],
      [["-r", "/dev/null"], 1, "source-ended"],
      [["-r", path], 1, "source-is-key-file"],
      [["-r", "/dev/zero"], 6, "rejected"],
    ];
    await Deno.writeFile(`${directory}/zeros`, new Uint8Array(128));
    const zeros = ["-l", "--no-clobber", "--json", "-k", `${directory}/zeros`];
    const { code, refusal } = receiptOf((await runProgram(zeros)).stdout);
    assertEquals([code, (refusal as { code: string }).code], ["no-good-key", "constant"]);
    for (const [args, exitCode, code] of reasons) {
      const receipt = receiptOf((await runProgram(["--json", "-k", path, ...args])).stdout);
      assertEquals([receipt.exitCode, receipt.code], [exitCode, code], args.join(" "));
    }
  }));

Deno.test("a command line that is wrong has a receipt too, wherever --json stands", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const wrong = [
      ["-s", "5", "--json"],
      ["--json", "--nope"],
      ["stray", "--json"],
      ["--json", "--stdout"],
      ["--json", "--timeout", "x"],
    ];
    for (const args of wrong) {
      const run = await runProgram([...args, "-k", path]);
      const receipt = receiptOf(run.stdout);
      assertEquals([run.code, receipt.exitCode, receipt.code], [1, 1, "usage"], args.join(" "));
      assertEquals(run.stderr.startsWith(`corosync-keygen: ${receipt.error}\n`), true, run.stderr);
      assertEquals([receipt.requestedPath, receipt.keySizeBytes], [null, null]);
    }
    const verify = await runProgram(["verify", "--json", "--nope"]);
    assertEquals([verify.code, JSON.parse(verify.stdout).code], [3, "usage"]);
    const upstream = await runProgram(["--nope"]);
    assertEquals(upstream.stdout, "Error parsing command line options.\n");
    assertEquals(await look(directory), []);
  }));

Deno.test("--verbose says which key was replaced, and nothing where none was", () =>
  withDirectory(async (directory) => {
    const path = `${directory}/authkey`;
    const { full } = await fingerprint(OLD_KEY);
    const run = async (...args: string[]) => (await runProgram(["-l", "-k", path, ...args])).stderr;
    assertEquals(await run("--verbose"), "");
    await placeOldKey(`${directory}/old`);
    await Deno.rename(`${directory}/old`, path);
    await Deno.utime(path, 0, 1_000_000_000);
    assertEquals(
      await run("--verbose"),
      `corosync-keygen: Replaced the key of 2001-09-09 01:46 UTC (${full})
hint: a corosync that runs with it keeps it until corosync-cfgtool -R, once all nodes have the new one
`,
    );
    assertEquals(await run(), "", "scripts see upstream's lines only");
    await Deno.chmod(path, 0o600);
    await Deno.truncate(path);
    assertEquals(await run("--verbose"), "", "an empty file was no key");
    const { keyFile } = receiptOf((await runProgram(["-l", "--json", "-k", path])).stdout);
    assertEquals((keyFile as { replacedOldKey: boolean }).replacedOldKey, true);
    await Deno.chmod(path, 0o600);
    await Deno.truncate(path);
    const empty = receiptOf((await runProgram(["-l", "--json", "-k", path])).stdout).keyFile;
    assertEquals((empty as { replacedOldKey: boolean }).replacedOldKey, false);
    for (const content of ["abc", "a line of text that nobody would take for a key\n".repeat(4)]) {
      await Deno.remove(path);
      await Deno.writeTextFile(path, content);
      const bytes = content.length;
      assertEquals(
        await run("--verbose"),
        `corosync-keygen: Replaced ${bytes} bytes that were no key, or could not be read\n`,
      );
    }
  }));

Deno.test({
  name: "on a terminal it is said which key was replaced",
  ignore: skipWithout({ programs: { script: "bsdutils" } }, "a terminal"),
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await placeOldKey(path);
      const { full } = await fingerprint(OLD_KEY);
      const terminal = new Terminal(["-l", "-k", path]);
      assertEquals(await terminal.reported("exit"), "0");
      assertMatch(await terminal.ended(), /corosync-keygen: Replaced the key of \d{4}-\d\d-\d\d /);
      const redirected = new Terminal(["-l", "-k", path], {}, "2>/dev/null");
      assertEquals((await redirected.ended()).includes(full), false);
    }),
});

Deno.test("the receipt of a rejected source holds every rejection with value and allowed interval", () =>
  withDirectory(async (directory) => {
    for (const broken of BROKEN_SOURCES) {
      const stdin = await broken.bytes(2 * 128);
      const run = await runProgram(["-r", "-", "--json", "-k", `${directory}/authkey`], { stdin });
      assertEquals(run.code, 6, broken.name);
      const receipt = receiptOf(run.stdout);
      assertEquals([receipt.result, receipt.exitCode], ["failed", 6]);
      const rejections = receipt.rejections as {
        attempt: number;
        failed: { probabilityAtMost: number }[];
      }[];
      // One draw is enough where chance does not explain a statistic.
      const beyondChance = rejections[0].failed.some((failed) => failed.probabilityAtMost <= 1e-9);
      assertEquals(rejections.map(({ attempt }) => attempt), beyondChance ? [1] : [1, 2]);
      assertMatch(JSON.stringify(rejections), broken.noticedBy);
    }
  }));

Deno.test("the receipt of a key that was accepted after a rejection tells of that rejection", () =>
  withDirectory(async (directory) => {
    const later = await fixedKey("later", 128);
    const earlier = await fixedKey("earlier", 128);
    const stdin = new Uint8Array([...earlier.fill(earlier[40], 40, 45), ...later]);
    const run = await runProgram(["-r", "-", "--json", "-k", `${directory}/authkey`], { stdin });
    assertEquals(run.code, 0, run.stderr);
    const alarm = { test: "repetition count", value: 5, cutoff: 5 };
    assertEquals(receiptOf(run.stdout).rejections, [{ attempt: 1, alarm, failed: [] }]);
  }));

Deno.test("a signal and a time-out give receipts as well", () =>
  withDirectory(async (directory) => {
    using fifo = await openFedFifo(`${directory}/fifo`);
    const args = ["-r", fifo.path, "--json", "-k", `${directory}/authkey`];
    const late = await runProgram([...args, "--timeout", "0.2"]);
    const { exitCode, code: why } = receiptOf(late.stdout);
    assertEquals([late.code, exitCode, why], [1, 1, "timed-out"]);
    // With --json nothing says that the wait has begun; that the FIFO is open does.
    const running = startProgram(args);
    await opened(running.processId, fifo.path);
    running.kill("SIGTERM");
    const { code, stdout } = await running.ended();
    const receipt = receiptOf(stdout);
    assertEquals([code, receipt.exitCode, receipt.error], [143, 143, "Interrupted by SIGTERM"]);
    assertEquals(receipt.code, "interrupted");
  }));

/** Waits until a process has a file open. */
async function opened(processId: number, path: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    for (const { name } of Deno.readDirSync(`/proc/${processId}/fd`)) {
      try {
        if (Deno.readLinkSync(`/proc/${processId}/fd/${name}`) === path) return;
      } catch { /* closed between the two calls */ }
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${path} was not opened`);
}

Deno.test("the schema of the receipt takes no field that it does not know, and no wrong pair", async () => {
  const run = await runProgram(["-l", "--json", "-k", "/nowhere/at/all"]);
  const receipt: Record<string, unknown> = JSON.parse(run.stdout);
  const fits = (value: unknown): boolean => validate(value);
  assertEquals(fits(receipt), true);
  for (const wrong of [{ key: "00" }, { exitCode: 0 }, { result: "written" }, { time: "now" }]) {
    assertEquals(fits({ ...receipt, ...wrong }), false, JSON.stringify(wrong));
  }
});
