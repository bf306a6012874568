import { type Outcome, runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { ROOT } from "../../../scripts/build/project.ts";

/** The recipes' steps on the machine that they are run on, with nodes that are lines of text. */

const fleet = `${ROOT}scripts/fleet/`;
export const files = `${fleet}roles/corosync_key/files/`;

/** The words that run an action of a node: the recipes send both files as one text. */
export const nodeWords = (...words: readonly string[]): readonly string[] => [
  ...["sh", "-c"],
  ["places.sh", "corosync.sh", "node.sh"].map((name) => Deno.readTextFileSync(files + name)).join(
    "",
  ),
  ...["sh", ...words],
];

/** For runs of Ansible here: to find Python by itself takes a sixth of a run. */
export const ANSIBLE_ENV = { LC_ALL: "C.UTF-8", ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3" };

/** A stand-in for our program: it answers at once, and makes 256 bytes. */
export const OURS = `#!/bin/sh
case $1 in
--version) echo "corosync-keygen 0.2.0 (deno 2.9.6)" ;;
fingerprint) echo "SHA256:of $2" ;;
verify) echo "good: corosync takes this key" ;;
*) for last; do :; done; umask 077; head -c 256 /dev/urandom >"$last" ;;
esac
`;

/** One that takes options as corosync's own program does, and any other word for none. */
const THEIRS = `#!/bin/sh
case \${1-} in
-*) echo "$0: unrecognized option '$1'"; exit 1 ;;
*) echo overwritten >"\${0%/*}/overwritten" ;;
esac
`;

export interface Node {
  readonly sum?: string;
  readonly running?: string;
  readonly members?: string;
  readonly id?: string;
  readonly names?: string;
  readonly cluster?: string;
  readonly boot?: string;
  readonly listed?: string;
  readonly untold?: string;
  readonly newer?: string;
}

export const LISTED = "1/one/10.0.0.1,2/two/10.0.0.2,3/three/10.0.0.3";

/** What node.sh prints of a node, behind the name that the recipe has for it. */
export const state = (name: string, node: Node): string =>
  `${name} sum=${node.sum ?? "none"} untold=${node.untold ?? "no"} newer=${
    node.newer ?? "no"
  } running=${node.running ?? "no"}` +
  ` members=${node.members ?? "-"} id=${node.id ?? "-"} names=${node.names ?? name}` +
  ` boot=${node.boot ?? "-"} cluster=${node.cluster ?? "test"} listed=${
    node.listed ?? "-"
  } other_file=no target=/etc/a b/sum=c`;

export interface Choice {
  readonly rotate?: boolean;
  readonly dry?: boolean;
  readonly program?: string;
  /** The names of all nodes of the run, if not those of the states. */
  readonly nodes?: readonly string[];
  readonly size?: string;
  /** Another key than the one that is given to the action. */
  readonly key?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `action` with a directory with a blank in its name, where a stand-in for our program lies. */
export function withController(
  action: (
    key: string,
    choose: (states: readonly string[], choice?: Choice) => Promise<Outcome>,
    directory: string,
  ) => Promise<void>,
): () => Promise<void> {
  return () =>
    withDirectory(async (parent) => {
      const directory = `${parent}/a directory`;
      await Deno.mkdir(directory);
      for (const [name, text] of [["ours", OURS], ["theirs", THEIRS]] as const) {
        await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
      }
      const key = `${directory}/key`;
      const usual = { program: "ours", size: "256", key };
      await action(key, (states, choice = {}) => {
        const { rotate, dry, program, nodes, size, key, env = {} } = { ...usual, ...choice };
        return runCommand([
          ...["sh", `${files}controller.sh`, "choose", key, String(rotate ?? false), size],
          ...[program.includes("/") ? program : `${directory}/${program}`, String(dry ?? false)],
          ...[
            (nodes ?? states.map((line) => line.split(" ")[0])).join(" "),
            ...states,
          ],
        ], { env });
      }, directory);
    });
}

export const exists = (path: string): Promise<boolean> =>
  Deno.lstat(path).then(() => true, () => false);

/**
 * Runs `action` with a tool that is killed at its first call, at its second, and so on, as the kernel does where memory is
 * short, until it is called no more so often. The action is given the PATH.
 */
export async function killingEachCall(
  directory: string,
  tool: string,
  action: (env: { PATH: string }, call: number) => Promise<void>,
): Promise<number> {
  const standIn = `${directory}/${tool}`;
  for (let call = 1;; call++) {
    await Deno.writeTextFile(`${standIn}.calls`, "");
    const script = `#!/bin/sh
echo >>'${standIn}.calls'
PATH=/usr/bin:/bin
[ $(wc -l <'${standIn}.calls') -ne ${call} ] || kill -9 $$
exec ${tool} "$@"
`;
    await Deno.writeTextFile(standIn, script, { mode: 0o755 });
    await action({ PATH: `${directory}:/usr/sbin:/usr/bin:/sbin:/bin` }, call);
    if ((await Deno.readTextFile(`${standIn}.calls`)).length < call) return call - 1;
  }
}
