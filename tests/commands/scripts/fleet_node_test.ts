import { assertEquals, assertMatch } from "../../assert.ts";
import { type Outcome, runCommand } from "../../cli/program.ts";
import { fixedKey, sumOf, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { nodeWords } from "./fleet_controller.ts";

/** What a node does with files of its own run and of another one at the same time; no cluster is needed. */

const ignore = skipWithout(
  { programs: { sha256sum: "coreutils" }, root: true },
  "the steps on a node",
);

/** What "controller.sh send" prints of a key. */
const sent = (key: Uint8Array): string => `corosync-key: begin\n${key.toBase64()}\n`;

/** A node's directory for the key, on which two runs act. */
interface Place {
  /** An action of a run, named by its key. */
  act(action: string, run: string, input?: string): Promise<Outcome>;
  /** Sends the key of a run and prepares it. */
  stage(run: string): Promise<void>;
  put(name: string, run: string): Promise<void>;
  makeDirectory(name: string): Promise<void>;
  /** What is no regular file, by the words of mknod behind the name. */
  makeNode(name: string, ...kind: readonly string[]): Promise<void>;
  link(name: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  setMode(name: string, mode: number): Promise<void>;
  /** What lies there, "NAME=RUN"; an empty file is "NAME=", a directory is "NAME/", a link "NAME@", and else "NAME!". */
  files(): Promise<string>;
}

function onNode(action: (place: Place) => Promise<void>): () => Promise<void> {
  return () =>
    withDirectory(async (directory) => {
      const keys = new Map<string, Uint8Array<ArrayBuffer>>();
      for (const name of ["old", "first", "second"]) keys.set(name, await fixedKey(name, 256));
      const act = async (word: string, run: string, input?: string) => {
        const words = [word, `${directory}/authkey`, await sumOf(keys.get(run)!), run];
        return await runCommand(
          nodeWords(...words),
          input === undefined ? {} : { stdin: input },
        );
      };
      const stage = async (run: string) => {
        await expect(act("receive", run, sent(keys.get(run)!)), "received");
        await expect(act("prepare", run), "ready");
      };
      const put = (name: string, run: string) =>
        Deno.writeFile(`${directory}/${name}`, keys.get(run)!);
      const makeDirectory = (name: string) => Deno.mkdir(`${directory}/${name}`);
      const makeNode = async (name: string, ...kind: readonly string[]) => {
        const { code, stderr } = await runCommand(["mknod", `${directory}/${name}`, ...kind]);
        assertEquals([code, stderr], [0, ""]);
      };
      const link = (name: string, to: string) => Deno.symlink(to, `${directory}/${name}`);
      const remove = (name: string) => Deno.remove(`${directory}/${name}`, { recursive: true });
      const setMode = (name: string, mode: number) => Deno.chmod(`${directory}/${name}`, mode);
      const files = async () => {
        const found: string[] = [];
        for await (const { name, isDirectory, isFile, isSymlink } of Deno.readDir(directory)) {
          if (!isFile && !isDirectory) {
            found.push(`${name}${isSymlink ? "@" : "!"}`);
            continue;
          }
          if (isDirectory) {
            const inside = Array.from(Deno.readDirSync(`${directory}/${name}`), (it) => it.name);
            found.push(`${name}/${inside.join("/")}`);
            continue;
          }
          const bytes = await Deno.readFile(`${directory}/${name}`);
          const [run] = [...keys].find(([, key]) => String(key) === String(bytes)) ?? [
            new TextDecoder().decode(bytes).trim(),
          ];
          found.push(`${name}=${run}`);
        }
        return found.sort().join(" ");
      };
      await action({ act, stage, put, makeDirectory, makeNode, link, remove, setMode, files });
    });
}

async function expect(outcome: Promise<Outcome>, said: string): Promise<void> {
  const { code, stdout, stderr } = await outcome;
  assertEquals([code, stdout, stderr], [0, `corosync-key: ${said}\n`, ""]);
}

/** One line on standard error, and no "corosync-key: ..." by which a recipe knows success. */
async function expectRefusal(outcome: Promise<Outcome>, reason: RegExp): Promise<void> {
  const { code, stdout, stderr } = await outcome;
  assertEquals([code, stdout], [1, ""], stderr);
  assertMatch(stderr, reason);
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
}

const CLAIMS: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  "goes back to the key that was there, before and after its own was installed": async (place) => {
    await place.put("authkey", "old");
    for (const steps of [[], ["install"]]) {
      await place.stage("first");
      for (const step of steps) await expect(place.act(step, "first"), "installed");
      await expect(place.act("back", "first"), "back");
      assertEquals(await place.files(), "authkey=old");
    }
  },

  "goes back to no key where there was none, and leaves no mark": async (place) => {
    for (const steps of [[], ["install"]]) {
      await place.stage("first");
      for (const step of steps) await expect(place.act(step, "first"), "installed");
      await expect(place.act("back", "first"), "back");
      assertEquals(await place.files(), "");
    }
    await place.stage("first");
    await expect(place.act("install", "first"), "installed");
    await expect(place.act("finish", "first"), "finished");
    assertEquals(await place.files(), "authkey=first");
  },

  "discards what a run that was cut off has sent, so that it is installed no more": async (
    place,
  ) => {
    await place.put("authkey", "second");
    await place.stage("first");
    await expect(place.act("discard", "second"), "discarded");
    await expectRefusal(place.act("install", "first"), /^the key that was sent lies there no more/);
    assertEquals(await place.files(), "authkey.before=second authkey=second");
  },

  "does not install, nor throw away, the key that another run has sent": async (place) => {
    await place.put("authkey", "old");
    await place.stage("first");
    await place.stage("second");
    await expectRefusal(place.act("install", "first"), /^the key that was sent lies there no more/);
    await expect(place.act("unstage", "first"), "unstaged");
    assertEquals(await place.files(), "authkey.before=old authkey.new=second authkey=old");
    await expect(place.act("back", "first"), "back");
    await expect(place.act("install", "second"), "installed");
    assertEquals(await place.files(), "authkey.untold=second authkey=second");
  },

  "does not say that it went back when another run has taken away what was there": async (
    place,
  ) => {
    await place.put("authkey", "old");
    await place.stage("first");
    await expect(place.act("install", "first"), "installed");
    // The other run keeps a copy of this one's key, and takes it away when it gives up.
    await place.stage("second");
    await expectRefusal(place.act("back", "first"), /^what was there before is not there any more/);
    await expect(place.act("unstage", "second"), "unstaged");
    await expectRefusal(place.act("back", "first"), /^what was there before is not there any more/);
    assertEquals(await place.files(), "authkey.untold=first authkey=first");
  },

  "does not put an old key in the place of another run's": async (place) => {
    await place.put("authkey", "old");
    await place.stage("first");
    await place.put("authkey", "second");
    await expectRefusal(place.act("back", "first"), /^neither the key of this run nor what/);
    assertEquals(await place.files(), "authkey.before=old authkey.new=first authkey=second");
  },

  "does not remove another run's key where there was none": async (place) => {
    await place.stage("first");
    await place.put("authkey", "second");
    await expectRefusal(place.act("back", "first"), /^neither the key of this run nor what/);
    assertEquals(await place.files(), "authkey.absent= authkey.new=first authkey=second");
  },

  "takes back all of its own, and leaves no part of a key": async (place) => {
    await place.put("authkey", "old");
    await place.stage("first");
    await expect(place.act("unstage", "first"), "unstaged");
    assertEquals(await place.files(), "authkey=old");
    const part = (await fixedKey("first", 256)).subarray(0, 100);
    await expectRefusal(place.act("receive", "first", sent(part)), /^the key did not arrive/);
    assertEquals(await place.files(), "authkey=old");
  },

  "writes nothing of what stands before the key, such as a password": async (place) => {
    const key = sent(await fixedKey("first", 256));
    for (const input of ["", "a password\n", key.slice(1)]) {
      await expectRefusal(
        place.act("receive", "first", input),
        /^the key did not arrive: .* such as sudo for a password\?$/m,
      );
      assertEquals(await place.files(), "");
    }
    await expect(place.act("receive", "first", `a password\n${key}`), "received");
    assertEquals(await place.files(), "authkey.new=first");
  },

  "says of a key whether it is of root alone, and makes it so": async (place) => {
    await place.put("authkey", "old");
    const modes = { "no": [0o400, 0o600], "yes": [0o440, 0o604, 0o777] };
    for (const [isOpen, those] of Object.entries(modes)) {
      for (const mode of those) {
        await place.setMode("authkey", mode);
        assertMatch((await place.act("state", "old")).stdout, new RegExp(` open=${isOpen} `));
      }
    }
    await expect(place.act("close", "old"), "closed");
    assertMatch((await place.act("state", "old")).stdout, / open=no /);
    assertEquals(await place.files(), "authkey=old");
  },

  "refuses a directory in every step, before it writes into it": async (place) => {
    await place.makeDirectory("authkey");
    const key = sent(await fixedKey("first", 256));
    for (const step of ["state", "receive", "prepare", "install", "back", "unstage", "finish"]) {
      await expectRefusal(
        place.act(step, "first", key),
        /^\S*\/authkey is a directory: a regular /,
      );
    }
    assertEquals(await place.files(), "authkey/");
  },

  "refuses a directory where it would write beside the key, before anything is changed": async (
    place,
  ) => {
    const key = sent(await fixedKey("first", 256));
    for (const name of ["new", "before", "absent", "untold"]) {
      await place.put("authkey", "old");
      await place.makeDirectory(`authkey.${name}`);
      for (const step of ["state", "receive", "able", "prepare"]) {
        await expectRefusal(
          place.act(step, "first", key),
          new RegExp(`^\\S*/authkey[.]${name} is a directory: a regular file is needed$`, "m"),
        );
      }
      assertEquals(await place.files(), `authkey.${name}/ authkey=old`);
      await place.remove(`authkey.${name}`);
    }
  },

  "refuses a device or a pipe in every step, by a link too, and leaves it where it is": async (
    place,
  ) => {
    const key = sent(await fixedKey("first", 256));
    const steps = ["state", "receive", "able", "prepare", "install", "close", "back", "finish"];
    const kinds = { "character special file": ["c", "1", "3"], "fifo": ["p"] };
    for (const [kind, words] of Object.entries(kinds)) {
      for (const name of ["authkey", "authkey.untold", "null"]) {
        await place.makeNode(name, ...words);
        if (name === "null") await place.link("authkey", "null");
        for (const step of steps) {
          await expectRefusal(
            place.act(step, "first", key),
            new RegExp(`/${name} is a ${kind}: a regular file is needed$`, "m"),
          );
        }
        assertEquals(await place.files(), name === "null" ? "authkey@ null!" : `${name}!`);
        await place.remove(name);
      }
      await place.remove("authkey");
    }
  },

  "prepares anew over what runs that were killed have left": async (place) => {
    await place.put("authkey", "old");
    for (const name of ["authkey.new", "authkey.before", "authkey.absent"]) {
      await place.put(name, "second");
    }
    assertMatch((await place.act("state", "first")).stdout, / left=yes /);
    await place.stage("first");
    assertEquals(await place.files(), "authkey.before=old authkey.new=first authkey=old");
    await expect(place.act("finish", "first"), "finished");
    assertMatch((await place.act("state", "first")).stdout, / left=no /);
  },
};

for (const [claim, scenario] of Object.entries(CLAIMS)) {
  Deno.test({ name: `a node ${claim}`, ignore, fn: onNode(scenario) });
}
