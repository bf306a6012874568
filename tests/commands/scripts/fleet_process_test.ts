import { assertEquals } from "../../assert.ts";
import { skipWithout } from "../../peers.ts";
import { NODE_PROGRAMS, onNode } from "./fleet_corosync.ts";

/** Which process is a node's corosync, whatever else runs there. */

const ignore = skipWithout(
  { programs: { ...NODE_PROGRAMS, setpriv: "util-linux" }, root: true },
  "which process is a node's corosync",
);

Deno.test({
  name: "a process that is only called corosync, of somebody who is not root, is none",
  ignore,
  fn: async () => {
    const said = await onNode({
      version: "2.4.5",
      script: `kill $process
        "$here/running/corosync" & wait_for=$!; process=
        act state | grep -o ' running=[^ ]*'; kill $wait_for; : >"$here/map"
        chmod 711 "$here/running" "$here"
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$here/running/corosync" & process=$!
        sleep 0.3; pgrep -c corosync; act state | grep -o ' running=[^ ]*'; act able`,
    });
    assertEquals(said, " running=silent\n1\n running=no\ncorosync-key: able\n");
  },
});

Deno.test({
  name: "the path of a user's program names no other process, and root runs no program of others",
  ignore,
  fn: async () => {
    const said = await onNode({
      version: "2.4.5",
      script: `kill $process; chmod 711 "$here/running" "$here"
        # What it names is of root, is no corosync, and says a version that is too old.
        printf '%s\n' '#include <unistd.h>' '#include <fcntl.h>' \
          'int main(int c, char **v) { if (c > 1) open("/run/ran", O_CREAT, 0600); sleep(60); }' |
          gcc -x c -o "$here/running/other" -
        "$here/running/other" & other=$!
        mkdir -p "$here/running/ /proc/$other/exe -> /x"
        cp "$here/running/corosync" "$here/running/ /proc/$other/exe -> /x/"
        setpriv --reuid=nobody --regid=nogroup --clear-groups \
          "$here/running/ /proc/$other/exe -> /x/corosync" & process=$!
        sleep 0.3; act able; [ ! -e /run/ran ]
        # Both its real and its effective user have to be root's.
        kill $process
        for id in --ruid --euid; do
          setpriv $id=nobody "$here/running/corosync" & process=$!
          sleep 0.3; act able; kill $process
        done
        for owner in nobody root:nogroup; do
          chown $owner "$here/running/corosync"; chmod 775 "$here/running/corosync"
          start; act able; kill $process
        done
        kill $other; start`,
    });
    const others = /^others than root could write the program of process \d+, /;
    const lines = said.trim().split("\n");
    assertEquals(
      lines.map((line) => others.test(line) ? "others" : line),
      [...Array(3).fill("corosync-key: able"), ...Array(2).fill("others")],
    );
  },
});

Deno.test({
  name: "a corosync that answers, and whose process cannot be seen, does not count as none",
  ignore,
  fn: async () => {
    const lacking = (capability: string) =>
      `setpriv --bounding-set=-${capability} --inh-caps=-${capability} sh -c "$steps" \
        sh state /etc/corosync/authkey none run 2>&1 | sed 's/.* running=\\([^ ]*\\).*/\\1/'`;
    assertEquals(
      await onNode({ script: lacking("sys_ptrace") }),
      "corosync answers here, but its process cannot be seen: root lacks the capability " +
        "CAP_SYS_PTRACE, or it runs in a container or as another user\n",
    );
    assertEquals(await onNode({ script: lacking("sys_time") }), "silent\n");
  },
});

Deno.test({
  name: "where stat is killed a key file does not count as older than the corosync that runs",
  ignore,
  fn: async () => {
    const said = await onNode({
      error: "runtime.members.1.status (str) = joined\n",
      script: `sleep 1; touch /etc/corosync/authkey
        printf '#!/bin/sh\\necho >>/run/calls\\n' >"$here/stat"
        echo '[ $(wc -l </run/calls) -ne $(cat /run/call) ] || kill -9 $$' >>"$here/stat"
        echo 'exec /usr/bin/stat "$@"' >>"$here/stat"
        chmod 755 "$here/stat"
        for call in 1 2 3 4; do
          echo $call >/run/call; : >/run/calls
          { act state | grep -o ' newer=[a-z]*' || echo none; }
        done`,
    });
    // The third time it is asked for the owner of the file, and then no more.
    assertEquals(said, " newer=yes\nnone\n newer=yes\n newer=yes\n");
  },
});
