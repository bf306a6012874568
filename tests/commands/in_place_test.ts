import { assertEquals, assertMatch } from "../assert.ts";
import { runProgram } from "../cli/program.ts";
import { fixedKey, withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import {
  look,
  makeNewKey,
  NEW_KEY,
  OLD_KEY,
  placeOldKey,
  SUCCESS,
  verdict,
} from "../files/key_runs.ts";
import { withBindMount, withReadOnly } from "../files/mounts.ts";

const programs = { mount: "mount" };
const ignore = skipWithout({ programs, root: true }, "key files that are mount points");

const test = (name: string, action: (directory: string, path: string) => Promise<void>) =>
  Deno.test({
    name,
    ignore,
    fn: () => withDirectory((directory) => action(directory, `${directory}/authkey`)),
  });

test(
  "a key that is a mount point is written in place where it has the length of the new one",
  (directory, path) => {
    Deno.writeFileSync(path, OLD_KEY.subarray(0, NEW_KEY.length), { mode: 0o400 });
    return withBindMount(path, async () => {
      const { ino } = await Deno.stat(path);
      const receipt = JSON.parse((await makeNewKey(path, ["--json"])).stdout);
      const { previousKey, ...keyFile } = receipt.keyFile;
      assertEquals(previousKey.sizeBytes, NEW_KEY.length);
      assertEquals(keyFile, {
        path,
        mode: "0400",
        replacedOldKey: true,
        method: "in place",
        owner: "0:0",
        previousOwner: null,
        warnings: [],
      });
      assertEquals(await look(directory), ["authkey file 0400 new"]);
      assertEquals((await Deno.stat(path)).ino, ino);
      assertEquals(verdict(await makeNewKey(path)), [
        0,
        "corosync-keygen: Warning: The key is not new: standard input gave the one again that was there\n",
      ]);
    });
  },
);

test("an empty file that is a mount point takes a key of any length", (directory, path) => {
  Deno.writeFileSync(path, new Uint8Array(), { mode: 0o400 });
  return withBindMount(path, async () => {
    assertEquals(verdict(await makeNewKey(path)), SUCCESS);
    assertEquals(await look(directory), ["authkey file 0400 new"]);
  });
});

test(
  "a mount point of another length is exit 4 with a hint, and keeps its key",
  async (directory, path) => {
    await placeOldKey(path);
    await withBindMount(path, async () => {
      assertEquals(verdict(await makeNewKey(path)), [
        4,
        `corosync-keygen: Could not write ${path}: It is a mount point of 200 bytes, wanted one of 128, or an ` +
        "empty one\nhint: mount its directory instead, or make a key of the old length (-s 200)\n",
      ]);
      assertEquals(await look(directory), ["authkey file 0400 old"]);
    });
  },
);

test(
  "--no-clobber tells of a mount point how it can be replaced, whatever its length, its mode and its mount",
  async (_directory, path) => {
    const kept = async () =>
      assertEquals(verdict(await makeNewKey(path, ["--no-clobber"])), [
        7,
        `corosync-keygen: Could not create ${path}: File exists\nhint: it is a mount point: to replace it, ` +
        "mount its directory instead, and leave --no-clobber out\n",
      ]);
    for (const [sizeBytes, mode] of [[128, 0o400], [128, 0o644], [200, 0o400], [4224, 0o400]]) {
      await Deno.remove(path).catch(() => {});
      Deno.writeFileSync(path, await fixedKey("mounted", sizeBytes), { mode });
      await withBindMount(path, async () => {
        await kept();
        await withReadOnly(path, kept);
      });
    }
  },
);

test(
  "a mount point of another mode is exit 3 with a hint, and keeps its key and its mode",
  async (directory, path) => {
    Deno.writeFileSync(path, OLD_KEY, { mode: 0o600 });
    Deno.chmodSync(path, 0o600);
    await withBindMount(path, async () => {
      const { code, stderr } = await makeNewKey(path);
      assertEquals(
        [code, stderr],
        [
          3,
          "corosync-keygen: Failed to set key file permissions to 0400: It has mode 0600 and cannot be " +
          `replaced\nhint: ${path} is a mount point: give the file that is mounted there this mode\n`,
        ],
      );
      assertEquals(await look(directory), ["authkey file 0600 old"]);
    });
  },
);

test("a read-only mount is exit 2, and nothing is left beside it", (directory, path) => {
  Deno.writeFileSync(path, OLD_KEY.subarray(0, NEW_KEY.length), { mode: 0o400 });
  return withBindMount(path, () =>
    withReadOnly(path, async () => {
      const refused = `corosync-keygen: Could not create ${path}: Read-only file system\n` +
        "hint: mount it, or its directory, writable\n";
      assertEquals(verdict(await makeNewKey(path)), [2, refused]);
      assertEquals(await look(directory), ["authkey file 0400 128 bytes"]);
    }));
});

test("a writable mount in a read-only directory is written", async (directory) => {
  const place = `${directory}/place`;
  const path = `${place}/authkey`;
  await Deno.mkdir(place);
  await Deno.writeFile(`${directory}/outside`, OLD_KEY.subarray(0, NEW_KEY.length), {
    mode: 0o400,
  });
  await Deno.writeFile(path, new Uint8Array());
  await withBindMount(
    place,
    () =>
      withReadOnly(place, () =>
        withBindMount(`${directory}/outside`, async () => {
          assertEquals(verdict(await makeNewKey(path)), SUCCESS);
          assertEquals(await look(place), ["authkey file 0400 new"]);
        }, path)),
  );
});

test("a read-only directory is exit 2 before anything is read", async (directory, path) => {
  await placeOldKey(path);
  await withBindMount(directory, () =>
    withReadOnly(directory, async () => {
      const refused = `corosync-keygen: Could not create ${path}: Read-only file system\n` +
        "hint: mount it, or its directory, writable\n";
      assertEquals(verdict(await makeNewKey(path)), [2, refused]);
      assertEquals(await look(directory), ["authkey file 0400 old"]);
    }));
});

test("in a read-only directory every mount that cannot be written is refused before anything is read, with a hint", async (directory) => {
  const place = `${directory}/place`;
  const [path, outside] = [`${place}/authkey`, `${directory}/outside`];
  await Deno.mkdir(place);
  await Deno.writeFile(path, new Uint8Array());
  const key = OLD_KEY.subarray(0, NEW_KEY.length);
  const wrong: readonly [
    content: Uint8Array<ArrayBuffer>,
    mode: number,
    readOnly: boolean,
    code: number,
  ][] = [
    [OLD_KEY, 0o400, false, 4],
    [key, 0o600, false, 3],
    [key, 0o400, true, 2],
  ];
  for (const [content, mode, readOnly, code] of wrong) {
    await Deno.writeFile(outside, content);
    await Deno.chmod(outside, mode);
    await withBindMount(place, () =>
      withReadOnly(place, () =>
        withBindMount(outside, async () => {
          const attempt = async () => {
            // The source gives nothing: what is refused before that has another exit code than 1.
            const outcome = await runProgram(["-r", "/dev/null", "-k", path]);
            assertEquals(outcome.code, code, outcome.stderr);
            assertMatch(outcome.stderr, /^corosync-keygen: [^\n]+\nhint: [^\n]*mount[^\n]*\n$/);
          };
          await (readOnly ? withReadOnly(path, attempt) : attempt());
          assertEquals(await Deno.readFile(outside), content);
        }, path)));
  }
});

test(
  "install of the key that a mount point of somebody else's holds says whose it still is",
  (directory, path) => {
    Deno.writeFileSync(path, NEW_KEY, { mode: 0o400 });
    Deno.writeFileSync(`${directory}/new`, NEW_KEY, { mode: 0o400 });
    Deno.chownSync(path, 1000, 1000);
    return withBindMount(path, async () => {
      const { code, stdout, stderr } = await runProgram(["install", `${directory}/new`, path]);
      assertEquals(code, 0);
      assertMatch(
        stdout,
        /^Kept \S+ \(it held this key already; named on the command line\): 128 bytes, /,
      );
      assertMatch(stderr, /is a mount point and still belongs to user 1000/);
    });
  },
);
