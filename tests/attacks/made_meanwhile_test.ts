import { generate } from "../../lib/key/generate.ts";
import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";
import { openFedFifo } from "../cli/fifo_feed.ts";
import { startProgram } from "../cli/running.ts";
import { NEW_KEY } from "../files/key_runs.ts";
import { SILENT_LISTENER } from "../keys.ts";
import { attacksAreImpossible, NOBODY, withPlace } from "./tools.ts";

/** Directories that somebody makes on the way to root's key, in one that all may write to, after root has looked. */
const ignore = attacksAreImpossible("directories of others on the way to the key");

function attack(name: string, action: (shared: string) => Promise<void>): void {
  const fn = () =>
    withPlace(async (place) => {
      const shared = `${place}/shared`;
      await Deno.mkdir(shared);
      await Deno.chmod(shared, 0o1777);
      await action(shared);
    });
  Deno.test({ name, ignore, fn });
}

function makeAsNobody(directory: string): void {
  Deno.mkdirSync(directory);
  Deno.chownSync(directory, NOBODY.uid, NOBODY.gid);
}

const warningAbout = (directory: string) =>
  `Others can replace this file: user ${NOBODY.uid} owns ${directory}`;

for (const below of ["", "sub/"]) {
  attack(
    `who made new/ for new/${below}key while root waited can replace the key: that is said once`,
    async (shared) => {
      using fifo = await openFedFifo(`${shared}/../fifo`);
      const args = ["-r", fifo.path, "--mkdir", "-k", `${shared}/new/${below}key`];
      const running = startProgram(args);
      await fifo.feed(NEW_KEY.slice(0, 100));
      await running.waitForStdout(/still needed/);
      makeAsNobody(`${shared}/new`);
      await fifo.feed(NEW_KEY.slice(100));
      const { code, stderr } = await running.ended();
      const warning = warningAbout(`${shared}/new`);
      assertEquals([code, stderr], [0, `corosync-keygen: Warning: ${warning}\n`]);
    },
  );
}

attack("who was there before root's run is named once", async (shared) => {
  makeAsNobody(`${shared}/new`);
  const running = startProgram(["-l", "--json", "--mkdir", "-k", `${shared}/new/sub/key`]);
  const { code, stdout, stderr } = await running.ended();
  assertEquals(code, 0, stderr);
  const warning = warningAbout(`${shared}/new`);
  assertEquals(stderr, `corosync-keygen: Warning: ${warning}\n`);
  assertEquals(JSON.parse(stdout).keyFile.warnings, [warning]);
});

/** A run in which somebody makes each directory right before the run would. */
async function makeWhileNobodyIsFaster(
  path: string,
  noClobber: boolean,
): Promise<readonly string[]> {
  const files = {
    ...system.files,
    makeDirectory: (path: string) => {
      makeAsNobody(path);
      throw Object.assign(new Error(), { code: "EEXIST" });
    },
  };
  const request = {
    source: { kind: "csprng" },
    destination: { kind: "file", path, noClobber, makeDirectories: true },
    ...{ keySizeBytes: 128, timeoutSeconds: null, imageSigns: [], reportsPrevious: false },
    warnings: [],
  } as const;
  const { warnings } = await generate(
    { ...system, files, dropPermissions: () => false },
    request,
    SILENT_LISTENER,
    new Promise<never>(() => {}),
    () => {},
  );
  return warnings;
}

attack("who makes them between the look and mkdir(2) is named too", async (shared) => {
  const [outer, inner] = [`${shared}/new`, `${shared}/new/sub`];
  for (const noClobber of [false, true]) {
    const warnings = await makeWhileNobodyIsFaster(`${inner}/key`, noClobber);
    assertEquals(warnings, [`${warningAbout(outer)}, user ${NOBODY.uid} owns ${inner}`]);
    await Deno.remove(outer, { recursive: true });
  }
});
