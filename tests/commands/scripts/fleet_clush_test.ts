import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { type Outcome, runCommand } from "../../cli/program.ts";
import { fixedKey, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { OURS } from "./fleet_controller.ts";

/** Whole runs of corosync-key-clush, with a node that is this machine without corosync. */

const ignore = skipWithout(
  { programs: { clush: "clustershell", unshare: "util-linux" }, root: true },
  "runs of corosync-key-clush on one node",
);

/**
 * A stand-in for ssh: what comes before standard input is in the file `before`. Most steps read none of it, and may
 * have ended before it is written, which is no fault of theirs.
 */
const SSH = `#!/bin/sh
for last; do :; done
{ cat "\${0%/*}/before"; cat; } 2>/dev/null | sh -c "$last"
`;

interface Run {
  /** What runs on the node before the recipe does. */
  readonly before?: string;
  readonly node?: string;
  /** What reaches the node before the key does. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

/** Gives a node the key; then come mode, owner and sum of what it has, and what lies beside. */
async function give(
  { before = ":", node = "one", input = "", env = {}, options = [] }: Run,
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  await withDirectory(async (directory) => {
    const texts = { ssh: SSH, ours: OURS, before: input };
    for (const [name, text] of Object.entries(texts)) {
      await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
    }
    await Deno.writeFile(`${directory}/key`, await fixedKey("key", 256), { mode: 0o400 });
    const script =
      `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync; mount -t tmpfs none /run
      cp "$here/key" /run/key
      ${before}
      code=0; "$@" || code=$?
      cd /etc/corosync; stat -c '%n %a %u:%g' *; cmp authkey /run/key || true
      exit $code`;
    outcome = await runCommand([
      ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc"],
      ...[`here=${directory}\n${script}`, "bash"],
      ...[`${ROOT}scripts/fleet/corosync-key-clush`, "--program", `${directory}/ours`],
      ...["--key", `${directory}/key`, ...options, node],
    ], { env: { here: directory, PATH: `${directory}:/usr/sbin:/usr/bin:/sbin:/bin`, ...env } });
  });
  return outcome!;
}

async function assertGiven(run: Run, warning = ""): Promise<void> {
  const { code, stdout, stderr } = await give(run);
  assertEquals([code, stderr], [0, warning], stdout);
  assertStringIncludes(stdout, `{"result":"one key",`);
  assertStringIncludes(stdout, `"nodes":["${run.node ?? "one"}"],`);
  assertEquals(stdout.split("\n").slice(1), ["authkey 400 0:0", ""]);
}

Deno.test({
  name:
    "corosync-key-clush needs no password in front of the key, no colours and no other node names",
  ignore,
  fn: () => assertGiven({ input: "a password\n", node: "here", env: { CLICOLOR_FORCE: "1" } }),
});

Deno.test({
  name: "corosync-key-clush names each node with a problem, even one that says nothing",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({ before: 'echo "#!/bin/sh" >"$here/ssh"' });
    assertEquals(code, 1, stdout);
    assertStringIncludes(
      stderr,
      "corosync-key-clush: no answer that is understood came from one\n" +
        "corosync-key-clush: unchanged: the problem is with one\n",
    );
    assertStringIncludes(stdout, '"problems":["one"]');
  },
});

const READABLE = "cd /etc/corosync; cp /run/key authkey; chmod 0644 authkey; chown 1000 authkey";
const READABLE_WARNING =
  "corosync-key-clush: warning: others than root could read or replace the key on one: " +
  "make a new one (--rotate) if others had access\n";

Deno.test({
  name: "corosync-key-clush repairs a key that others can read, and says so",
  ignore,
  fn: () => assertGiven({ before: READABLE }, READABLE_WARNING),
});

Deno.test({
  name: "corosync-key-clush takes what nodeset says beside a set for no node, and does not show it",
  ignore,
  fn: () =>
    assertGiven({
      before: `${READABLE}
        printf '#!/bin/sh\necho a warning >&2; exec %s "$@"\n' \
        "$(command -v nodeset)" >"$here/nodeset"; chmod 755 "$here/nodeset"`,
    }, READABLE_WARNING),
});

/** A stand-in for ssh that notes whom it goes to, and a node that changes what it says of itself. */
const lying = (change: string) =>
  `cat >"$here/ssh" <<'END'
#!/bin/bash
printf '%s\\n' "\${@:$#-1:1}" >>/run/hosts
printf 'said\\x1b[31m\\xc2\\x9b\\n' >&2
sh -c "\${@:$#}" | sed '${change}'
END
`;

Deno.test({
  name: "corosync-key-clush goes to no host that a node names, and counts no nodes for it",
  ignore,
  fn: async () => {
    const running = "s/running=no/running=yes/; s/untold=no/untold=yes/;";
    for (const set of ["other", "n[1-99999999]"]) {
      const { code, stdout, stderr } = await give({
        before: lying(`${running} s/members=- id=-/members=1,\\t-\\t${set} id=1/`) +
          "trap 'cat /run/hosts' EXIT",
      });
      assertEquals(code, 1, stdout + stderr);
      assertStringIncludes(stderr, "no answer that is understood came from one\n");
      assertEquals(stdout.split("\n").filter((line) => line === set), [], stdout);
    }
  },
});

Deno.test({
  name: "corosync-key-clush prints no control characters of nodes, neither as JSON nor as text",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      // A list with nodes that no run knows.
      before: lying('s/listed=-/listed=9\\/a\\x1b[31m\\x01\\xc2\\x9b"b/'),
    });
    assertEquals(/[^\P{Cc}\n]/u.test(stdout + stderr), false, stdout + stderr);
    assertEquals(code, 3, stdout + stderr);
    assertStringIncludes(stderr, "one: said?[31m?\n");
    const { problems } = JSON.parse(stdout.split("\n")[0]);
    assertEquals(problems, ['a?[31m??"b (nodeid 9)'], stdout);
  },
});

/** One that says of a node what \`state\` prints, by its name and what lies there; corosync-cfgtool notes whom it tells. */
const running = (changes: string) =>
  `cat >"$here/ssh" <<'END'
#!/bin/bash
export host="\${@:$#-1:1}"
change=$(${changes})
sh -c "\${@:$#}" | sed "s/ names=[^ ]*/ names=$host/; $change"
END
printf '#!/bin/sh\\necho $host >>/etc/corosync/told\\n' >"$here/corosync-cfgtool"
printf '#!/bin/sh\\n' >"$here/sleep"
chmod 755 "$here"/*
cd /etc/corosync
`;

Deno.test({
  name: "corosync-key-clush goes back where corosync has started meanwhile with nodes of others",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      before: running(
        "[ ! -e /etc/corosync/authkey.untold ] || " +
          "echo 's/newer=no/newer=yes/; s/running=no members=- id=-/running=yes members=1,2, id=1/'",
      ) + "head -c 256 /dev/zero >authkey; chmod 400 authkey",
    });
    assertEquals(code, 2, stdout + stderr);
    assertStringIncludes(stdout, '{"result":"rolled back",');
    assertStringIncludes(stdout, '"problems":["one"]');
    assertStringIncludes(
      stderr,
      "corosync-key-clush: one runs by now in one cluster with nodes that this run leaves out, " +
        "which another key would part: run it for all of them\n",
    );
    // Nobody was told, and the old key lies there alone.
    const [mode, differs, ...more] = stdout.trim().split("\n").slice(1);
    assertEquals([mode, more], ["authkey 400 0:0", []]);
    assertStringIncludes(differs, "authkey /run/key differ: ");
  },
});

Deno.test({
  name: "corosync-key-clush goes back where corosync is to read another file meanwhile",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      before: running(
        "[ ! -e /etc/corosync/authkey.untold ] || echo 's/other_file=no/other_file=yes/'",
      ) + "head -c 256 /dev/zero >authkey; chmod 400 authkey",
    });
    const result = JSON.parse(stdout.split("\n")[0]);
    assertEquals([code, result.result, result.problems], [2, "rolled back", ["one"]], stderr);
    assertStringIncludes(stdout, "authkey /run/key differ: ");
  },
});

Deno.test({
  name:
    "corosync-key-clush leaves a new node the key with which its corosync has started meanwhile",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      before: running(
        "[ ! -e /etc/corosync/authkey ] || " +
          "echo 's/newer=no/newer=yes/; s/running=no members=- id=-/running=yes members=1,2, id=1/'",
      ) + "trap '[ ! -e told ] || cat told' EXIT",
    });
    assertEquals(code, 0, stdout + stderr);
    assertStringIncludes(stdout, '{"result":"one key",');
    // Nobody was told, and nothing is left.
    assertEquals(stdout.trim().split("\n").slice(1), ["authkey 400 0:0"]);
  },
});

Deno.test({
  name: "corosync-key-clush says no one key where the new one is not the key here in the end",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      options: ["--rotate"],
      before: `printf '#!/bin/sh\nfor last; do :; done\n' >"$here/ssh"
        echo '[ ! -e /etc/corosync/authkey.untold ] || rm -f "$here/key.next"' >>"$here/ssh"
        echo 'sh -c "$last"' >>"$here/ssh"`,
    });
    assertEquals(code, 3, stdout + stderr);
    assertStringIncludes(stdout, '{"result":"not kept",');
    assertStringIncludes(stderr, "/key, is not the one that the nodes have: ");
  },
});

Deno.test({
  name: "corosync-key-clush tells no cluster that has nodes of others, as long as it has the key",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      node: "one,three",
      before: running(
        "if [ -e /etc/corosync/told ]; then id='1,2,3, id='; else id='3, id='; fi\n" +
          "case $host in one) id='1,2, id=1' ;; *) id=\${id}3; echo 's/newer=no/newer=yes/;' ;; esac\n" +
          "[ ! -e /etc/corosync/told ] || id='1,2,3, '\${id#* }\n" +
          'echo "s/running=no members=- id=-/running=yes members=$id/"',
      ) + "cp /run/key authkey; chmod 400 authkey; trap 'cat told' EXIT",
    });
    assertEquals(code, 0, stdout + stderr);
    assertStringIncludes(stdout, '{"result":"one key",');
    assertEquals(stdout.trim().split("\n").at(-1), "three", stdout);
    assertEquals(stdout.split("\n").filter((line) => line === "one"), []);
  },
});

Deno.test({
  name:
    "corosync-key-clush says no one key where the last look finds another key or file, one open, two clusters, or a corosync that ended",
  ignore,
  fn: async () => {
    const together = "id='1,3, '${id#* }";
    for (
      const [after, problems] of [
        [together, null],
        [`${together}; [ $host = one ] || echo 's/sum=[^ ]*/sum=${"a".repeat(64)}/;'`, ["three"]],
        [`${together}; [ $host = one ] || echo 's/open=no/open=yes/;'`, ["three"]],
        [`${together}; [ $host = one ] || echo 's/other_file=no/other_file=yes/;'`, ["three"]],
        ["[ $host = one ] || exit 0", ["three"]],
        [":", ["three"]],
      ] as const
    ) {
      const { code, stdout, stderr } = await give({
        node: "one,three",
        before: running(
          "case $host in one) id='1, id=1' ;; *) id='3, id=3'; echo 's/newer=no/newer=yes/;' ;; esac\n" +
            `[ ! -e /etc/corosync/told ] || { ${after}; }\n` +
            'echo "s/running=no members=- id=-/running=yes members=$id/"',
        ) + "cp /run/key authkey; chmod 400 authkey",
      });
      const result = JSON.parse(stdout.split("\n")[0]);
      assertEquals(
        [code, result.result, result.problems],
        problems === null ? [0, "one key", []] : [3, "not one cluster", problems],
        after + stdout + stderr,
      );
    }
  },
});

Deno.test({
  name: "corosync-key-clush says which key could not take its place here, and finishes the nodes",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await give({
      before: `head -c 256 /dev/urandom >"$here/key.next"; chmod 600 "$here/key.next"
        cp "$here/key.next" /etc/corosync/authkey; chmod 400 /etc/corosync/authkey
        cp /run/key /etc/corosync/authkey.before
        printf '#!/bin/sh\necho "mv: cannot" >&2; exit 1\n' >"$here/mv"; chmod 755 "$here/mv"`,
    });
    assertEquals(code, 3, stdout + stderr);
    const result = JSON.parse(stdout.split("\n")[0]);
    const [next] = result.problems;
    assertEquals([result.result, result.problems], ["not kept", [next]]);
    assertEquals(
      stderr,
      `corosync-key-clush: the key here is not the one in ${next} yet: mv: cannot\n`,
    );
    assertEquals(next.endsWith("/key.next"), true, next);
    assertEquals(stdout.split("\n")[1], "authkey 400 0:0");
    assertEquals(stdout.includes("authkey.before"), false, stdout);
  },
});
