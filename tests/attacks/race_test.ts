import { assert, assertEquals, assertGreater } from "../assert.ts";
import { type Outcome, runProgram } from "../cli/program.ts";
import { NEW_KEY, OLD_KEY } from "../files/key_runs.ts";
import {
  attacksAreImpossible,
  compile,
  giveLinkToNobody,
  NOBODY,
  whileAttacked,
  withPlace,
} from "./tools.ts";
import { Victims } from "./victims.ts";

/**
 * Somebody without privileges exchanges names in a loop while root makes keys. What is asserted holds in every
 * run, whoever comes first; time only decides how often a run meets the attack. ATTACK_RUNS says how many.
 */
const RUNS = Number(Deno.env.get("ATTACK_RUNS") ?? "2000");

/** A directory that the attacker writes to, and what lies around it. */
interface Scene {
  readonly place: string;
  /** The directory that is attacked. */
  readonly open: string;
  readonly victims: Victims;
  /** A directory of root's on the same file system. */
  readonly stage: string;
  readonly source: string;
}

interface Race {
  readonly name: string;
  /** Of the directory: nobody's own, or everybody's with the sticky bit. */
  readonly directory: "nobody's" | "sticky";
  readonly attack: (scene: Scene) => readonly string[];
  /** Once, before the attack. */
  readonly prepare?: (scene: Scene) => Promise<void>;
  /** Before each run, while the attack goes on: nothing but renames, which follow no link. */
  readonly reset?: (scene: Scene, run: number) => Promise<void>;
  readonly args: (scene: Scene, run: number) => readonly string[];
  /** Beyond what holds in every race. */
  readonly check?: (scene: Scene, outcome: Outcome) => Promise<void>;
  /** Whether the path may lead among the victims: then the key that lies there may be replaced. */
  readonly leadsToVictims?: boolean;
}

let staged = 0;

/** Puts a file into the directory that is attacked, without following anything there. */
async function put(
  { stage }: Scene,
  path: string,
  content: Uint8Array,
  { uid, mode }: { readonly uid: number; readonly mode: number },
): Promise<void> {
  const made = `${stage}/${staged++}`;
  await Deno.writeFile(made, content, { mode: 0o600, createNew: true });
  await Deno.chmod(made, mode);
  await Deno.chown(made, uid, uid);
  await Deno.rename(made, path);
}

/** Takes whatever is there out of the way. */
async function take({ stage }: Scene, path: string): Promise<void> {
  const trash = `${stage}/${staged++}`;
  try {
    await Deno.rename(path, trash);
    await Deno.remove(trash, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const generate = (...args: readonly string[]) => ({ source }: Scene) => ["-r", source, ...args];
const SAVED = ".corosync-keygen-saved-authkey";
const ROOTS = { uid: 0, mode: 0o400 } as const;
const NOBODYS = { uid: NOBODY.uid, mode: 0o644 } as const;

const RACES: readonly Race[] = [
  {
    name: "a saved key of an older version is planted and exchanged for a link",
    directory: "nobody's",
    prepare: async (scene) => {
      await Deno.symlink(scene.victims.path("shadow"), `${scene.open}/link`);
      await giveLinkToNobody(`${scene.open}/link`);
    },
    attack: ({ open }) => ["swap", `${open}/${SAVED}`, `${open}/link`],
    reset: async (scene) => {
      await put(scene, `${scene.open}/${SAVED}`, OLD_KEY.subarray(0, 100), NOBODYS);
      await put(scene, `${scene.open}/authkey`, OLD_KEY, ROOTS);
    },
    // Every second run gets no key from its source.
    args: (scene, run) => [
      ...["-r", run % 2 === 0 ? scene.source : "/dev/null"],
      ...["-k", `${scene.open}/authkey`],
    ],
    check: async ({ open }, { code }) =>
      assertEquals(
        await Deno.readFile(`${open}/authkey`),
        code === 0 ? NEW_KEY : OLD_KEY,
        "the key",
      ),
  },
  {
    name: "whatever appears beside the key is exchanged for a link to a file of root's",
    directory: "nobody's",
    attack: ({ open, victims }) => ["plant", open, victims.path("passwd"), "authkey"],
    reset: (scene) => put(scene, `${scene.open}/authkey`, OLD_KEY, NOBODYS),
    args: (scene) => generate("-k", `${scene.open}/authkey`)(scene),
  },
  {
    name: "directories made by --mkdir are exchanged for links to one of root's",
    directory: "nobody's",
    attack: ({ open, victims }) => ["plant", open, victims.path("private")],
    reset: (scene) => take(scene, `${scene.open}/made`),
    args: (scene) => generate("--mkdir", "-k", `${scene.open}/made/below/authkey`)(scene),
  },
  {
    name: "what install makes is exchanged for links to a directory of root's",
    directory: "nobody's",
    attack: ({ open, victims }) => ["plant", open, victims.path("private")],
    reset: (scene) => take(scene, `${scene.open}/made`),
    args: (scene) => ["install", scene.source, `${scene.open}/made/authkey`],
  },
  {
    name: "in a sticky directory the key is now a file of nobody's, now a link",
    directory: "sticky",
    prepare: async (scene) => {
      await put(scene, `${scene.open}/authkey`, OLD_KEY, NOBODYS);
      await Deno.symlink(scene.victims.path("as-long"), `${scene.open}/link`);
      await giveLinkToNobody(`${scene.open}/link`);
    },
    attack: ({ open }) => ["swap", `${open}/authkey`, `${open}/link`],
    args: (scene) => generate("-k", `${scene.open}/authkey`)(scene),
    check: (_scene, { code, stderr }) => {
      assertEquals(code, 2, stderr);
      return Promise.resolve();
    },
  },
  {
    name: "in a sticky directory a link comes and goes where the key is to be made",
    directory: "sticky",
    attack: ({ open, victims }) => ["come", `${open}/authkey`, victims.path("as-long")],
    reset: (scene) => take(scene, `${scene.open}/authkey`),
    args: (scene) => generate("-k", `${scene.open}/authkey`)(scene),
    check: async ({ open }, { code }) => {
      if (code !== 0) return;
      const { isFile, uid, mode } = await Deno.lstat(`${open}/authkey`);
      assertEquals([isFile, uid, (mode ?? 0) & 0o7777], [true, 0, 0o400]);
      assertEquals(await Deno.readFile(`${open}/authkey`), NEW_KEY);
    },
  },
  {
    name: "a link of root's is exchanged for one of nobody's to a file of root's",
    directory: "nobody's",
    prepare: async (scene) => {
      await Deno.symlink("own", `${scene.open}/authkey`);
      await Deno.symlink(scene.victims.path("shadow"), `${scene.open}/link`);
      await giveLinkToNobody(`${scene.open}/link`);
    },
    attack: ({ open }) => ["swap", `${open}/authkey`, `${open}/link`],
    args: (scene) => generate("-k", `${scene.open}/authkey`)(scene),
  },
  {
    name: "the directory of a link of root's is exchanged for one with a link of nobody's",
    directory: "nobody's",
    prepare: async (scene) => {
      for (const name of ["sub", "theirs"]) await Deno.mkdir(`${scene.open}/${name}`);
      await Deno.symlink("own", `${scene.open}/sub/authkey`);
      await Deno.symlink(scene.victims.path("shadow"), `${scene.open}/theirs/authkey`);
      await giveLinkToNobody(`${scene.open}/theirs/authkey`);
    },
    attack: ({ open }) => ["swap", `${open}/sub`, `${open}/theirs`],
    args: (scene) => generate("-k", `${scene.open}/sub/authkey`)(scene),
  },
  {
    name: "the directory of an old key is exchanged for a link to one of root's",
    directory: "nobody's",
    prepare: async (scene) => {
      await Deno.mkdir(`${scene.open}/sub`);
      await Deno.chown(`${scene.open}/sub`, NOBODY.uid, NOBODY.gid);
      await put(scene, `${scene.open}/sub/authkey`, OLD_KEY, ROOTS);
      await Deno.symlink(scene.victims.directory, `${scene.open}/link`);
    },
    attack: ({ open }) => ["swap", `${open}/sub`, `${open}/link`],
    args: (scene) => generate("-k", `${scene.open}/sub/authkey`)(scene),
    leadsToVictims: true,
  },
  {
    name: "the directory of a first key is exchanged for a link to one of root's",
    directory: "nobody's",
    prepare: async (scene) => {
      await Deno.mkdir(`${scene.open}/sub`);
      await Deno.chown(`${scene.open}/sub`, NOBODY.uid, NOBODY.gid);
      await Deno.symlink(scene.victims.directory, `${scene.open}/link`);
    },
    attack: ({ open }) => ["swap", `${open}/sub`, `${open}/link`],
    // The stage has no part in the attack: what is there is looked at through the directory itself.
    args: (scene) => generate("-k", `${scene.open}/sub/authkey`)(scene),
    leadsToVictims: true,
  },
];

const ignore = attacksAreImpossible("races with somebody without privileges");

/** Calls between which the attacker has to be quick, if nothing delays them. */
const CALLS = ["chmod", "fchmodat", "chown", "lchown", "fchown", "fchownat", "fsync", "ftruncate"]
  .concat(
    ["link", "linkat", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat"],
  ).map((name) => `?${name}`).join();

/** Delays each of them, so that the attack comes first in nearly every run. */
const DELAYED = [
  ...["strace", "--seccomp-bpf", "-f", "-qqq", "-o", "/dev/null", "-e", `trace=${CALLS}`],
  ...["-e", `inject=${CALLS}:delay_enter=4000:delay_exit=2000`],
];

for (const race of RACES) {
  for (const [under, runs] of [[DELAYED, Math.ceil(RUNS / 50)], [[], RUNS]] as const) {
    const slowly = under.length > 0 ? " slowed down" : "";
    Deno.test({
      name: `${runs} runs${slowly} in which ${race.name}`,
      ignore,
      fn: () => withPlace((place) => runRace(race, place, runs, under)),
    });
  }
}

async function runRace(
  race: Race,
  place: string,
  runs: number,
  under: readonly string[],
): Promise<void> {
  const open = `${place}/open`;
  await Deno.mkdir(open);
  await Deno.chmod(open, race.directory === "sticky" ? 0o1777 : 0o755);
  if (race.directory === "nobody's") await Deno.chown(open, NOBODY.uid, NOBODY.gid);
  await Deno.mkdir(`${place}/stage`, { mode: 0o700 });
  const source = `${place}/source`;
  await Deno.writeFile(source, NEW_KEY);
  const victims = await Victims.make(`${place}/victims`, "authkey");
  const scene: Scene = { place, open, victims, stage: `${place}/stage`, source };
  const attacker = await compile("attacker", place);
  await race.prepare?.(scene);
  const codes = new Map<number, number>();
  const key = `${place}/source`;
  const { turns, read } = await whileAttacked(
    attacker,
    { key, mode: race.attack(scene) },
    async () => {
      for (let run = 0; run < runs; run++) {
        await race.reset?.(scene, run);
        const before = victims.keyInode();
        const outcome = await runProgram(race.args(scene, run), { under });
        codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1);
        const what = `run ${run} ended with ${outcome.code}: ${outcome.stderr}`;
        assert(outcome.code <= 6 && !outcome.stderr.includes("Internal error"), what);
        await race.check?.(scene, outcome);
        if (victims.keyInode() !== before) {
          // The path led there: by way of somebody else's directory, which the run reports.
          assert(race.leadsToVictims === true, what);
          assert(outcome.stderr !== "", `${what}, and it reports nothing`);
          await victims.acceptKey(NEW_KEY);
        }
        if (race.leadsToVictims === true && await victims.acceptReadOfKey()) {
          // It was compared with the new key and not replaced, since the directory was another one by then.
          assert(outcome.stderr !== "", `${what}, and it reports nothing`);
        }
        if (race.leadsToVictims === true && await victims.removeTemporaries()) {
          // Where a directory was exchanged under the run, its temporary can be left in the other one.
          assert(outcome.stderr !== "", `${what}, and it reports nothing`);
        }
        await victims.assertUnharmed(what);
      }
    },
  );
  const summary = Array.from(codes, ([code, count]) => `${count} with ${code}`).join(", ");
  console.log(`${runs} runs of the program (${summary}) in ${turns} turns of the attacker`);
  assertEquals(read, [], "keys that the attacker could read");
  assertGreater(turns, 0);
}
