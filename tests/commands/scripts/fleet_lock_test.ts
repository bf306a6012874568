import { assertEquals } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";

import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { NOBODY } from "../../attacks/tools.ts";
import { OURS } from "./fleet_controller.ts";
import { ROOT } from "../../../scripts/build/project.ts";

/** Runs of corosync-key-clush on nodes that do not answer: what keeps them apart, and what ends them. */

const ignore = skipWithout({
  programs: {
    nodeset: "clustershell",
    unshare: "util-linux",
    setpriv: "util-linux",
    flock: "util-linux",
  },
  root: true,
}, "runs of corosync-key-clush");

/** A stand-in for clush: it says that it was started, and answers when it may. Like ours it ends by itself. */
const CLUSH = `#!/bin/sh
trap 'exit 130' INT
touch /run/started
until [ -e /run/go ]; do sleep 0.1; done
`;

const AS_NOBODY = `--reuid ${NOBODY.uid} --regid ${NOBODY.gid} --clear-groups`;

const LOCK = "/run/corosync-key-clush.lock";
const WAITS =
  "corosync-key-clush: waiting for another run that has begun on this machine, and holds " +
  `${LOCK}\n`;
const UNCHANGED = "corosync-key-clush: no answer that is understood came from one\n" +
  "corosync-key-clush: unchanged: the problem is with one\n" +
  `{"result":"unchanged","fingerprint":"","nodes":["one"],"otherKey":[],` +
  `"memberships":[],"unencrypted":[],"problems":["one"]}\n`;

/** Runs a script of a shell that has /run for itself, and two checkouts in $1 and $2. */
function inShell(
  script: string,
  look: (words: readonly string[], env: Record<string, string>) => Promise<void>,
): () => Promise<void> {
  return () =>
    withDirectory(async (directory) => {
      const checkouts = [`${directory}/first`, `${directory}/second`];
      for (const checkout of checkouts) {
        await runCommand(["cp", "-r", `${ROOT}scripts/fleet`, checkout]);
      }
      for (const [name, text] of [["clush", CLUSH], ["ours", OURS]] as const) {
        await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
      }
      await Deno.chmod(directory, 0o755);
      const whole = `mount -t tmpfs -o mode=755 none /run
        run() { "$1/corosync-key-clush" --program "$here/ours" --key /run/key one; }
        nobody() { setpriv ${AS_NOBODY} "$@"; }
        until_true() { until "$@"; do sleep 0.1; done; }
        ${script}`;
      await look(
        ["timeout", "60", "unshare", "--mount", "bash", "-euc", `here=${directory}\n${whole}`]
          .concat("bash", checkouts),
        { PATH: `${directory}:/usr/sbin:/usr/bin:/sbin:/bin` },
      );
    });
}

Deno.test({
  name: "a second run waits, of another checkout too, and nobody else can make it wait",
  ignore,
  fn: inShell(
    `node="$1/roles/corosync_key/files/node.sh"
    setpriv ${AS_NOBODY} flock --no-fork "$node" sleep 100 & attacker=$!
    until_true sh -c '! flock --nonblock "$1" true' sh "$node"
    (umask 000; run "$1" >/run/first 2>&1) &
    until_true test -e /run/started
    stat --format '%a %u' ${LOCK}
    nobody flock --nonblock ${LOCK} true 2>/dev/null && echo open
    run "$2" >/run/second 2>&1 & second=$!
    until_true test -s /run/second
    cat /run/second
    touch /run/go
    wait $second || echo $?
    tail -n +2 /run/second
    cat /run/first
    kill $attacker`,
    async (words, env) => {
      const { code, stdout, stderr } = await runCommand(words, { env });
      assertEquals([code, stdout, stderr], [
        0,
        `600 0\n${WAITS}1\n${UNCHANGED}${UNCHANGED}`,
        "",
      ]);
    },
  ),
});

Deno.test({
  name: "a signal ends a run with 128 and its number, though clush ends by itself",
  ignore,
  fn: inShell(
    // What is started in the background ignores SIGINT, and a terminal sends it to all of a group.
    `for signal in INT TERM HUP; do
      rm -f /run/started
      code=0
      env --default-signal=INT setsid \
        "$1/corosync-key-clush" --program "$here/ours" --key /run/key one 2>/run/said & run=$!
      until_true test -e /run/started
      kill -s $signal -- -$run
      wait $run || code=$?
      echo "$signal $code"
      cat /run/said
    done`,
    async (words, env) => {
      const { stdout } = await runCommand(words, { env });
      const stopped = "corosync-key-clush: stopped before the end; run it again\n";
      assertEquals(stdout, `INT 130\n${stopped}TERM 143\n${stopped}HUP 129\n${stopped}`);
    },
  ),
});
