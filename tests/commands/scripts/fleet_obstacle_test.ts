import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { skipWithout } from "../../peers.ts";
import { ENCRYPTED, type Node, NODE_PROGRAMS, onNode } from "./fleet_corosync.ts";

/** What a running corosync does not take, with stand-ins for it, its map and its tools. */

const ignore = skipWithout(
  { programs: NODE_PROGRAMS, root: true },
  "what a running corosync does not take",
);

Deno.test({
  name: "a node takes no key with which its corosync would not run",
  ignore,
  fn: async () => {
    const other = (name: string) =>
      `corosync runs with another ${name} than /etc/corosync/corosync.conf has, and may take no key`;
    const both = (more: Readonly<Record<string, string>>) => ({
      file: { ...ENCRYPTED, ...more },
      map: { ...ENCRYPTED, ...more },
    });
    const cases: readonly (readonly [node: Node, reason: string])[] = [
      [{}, ""],
      [{ version: "3.1.0" }, ""],
      [{ version: "4.0.0" }, ""],
      [{ version: "3.0.4" }, "corosync 3.0.4 takes another key only when it starts"],
      [{ version: "2.4.5", map: {} }, "corosync 2.4.5 takes another key only when it starts"],
      [{ version: "" }, "corosync runs here and does not say its version (/proc/"],
      [{ version: "unknown" }, "corosync runs here and does not say its version (/proc/"],
      [{ version: "3.10" }, ""],
      [{ version: "10.0.0" }, ""],
      [{ file: { ...ENCRYPTED, crypto_model: "openssl" } }, other("crypto_model")],
      [{ file: { ...ENCRYPTED, crypto_cipher: "aes128" } }, other("crypto_cipher")],
      [{ file: { ...ENCRYPTED, crypto_hash: "sha512" } }, other("crypto_hash")],
      [both({ secauth: "on" }), ""],
      [both({ crypto_model: "nss" }), ""],
      // What is not set is what is written out.
      [{ file: { secauth: "on" } }, ""],
      [{ file: ENCRYPTED, map: { secauth: "on" } }, ""],
      [{ file: { ...ENCRYPTED, secauth: "off", crypto_model: "nss" } }, ""],
      [{ file: { ...ENCRYPTED, crypto_model: "nss" } }, ""],
      [{ map: { ...ENCRYPTED, crypto_model: "nss" } }, ""],
      // As after a reload that has failed: the map has what the file does.
      [both({ crypto_model: "openssl" }), "corosync could not load crypto_openssl.so"],
      [
        { error: "config.reload_error_message (str) = Failed to set knet crypto\n" },
        "corosync has not taken what it was told of",
      ],
      [{ error: "config.reload_error_message (str) = Failed to set knet ping timers\n" }, ""],
      // One that does not encrypt, and is to do so from then on.
      [{ map: { cluster_name: "test" } }, other("crypto_cipher")],
      [{ map: { crypto_cipher: "none", crypto_hash: "sha256" } }, other("crypto_cipher")],
      [
        { map: { crypto_cipher: "none" }, file: { ...ENCRYPTED, crypto_model: "openssl" } },
        other("crypto_cipher"),
      ],
      [{ map: { cluster_name: "test" }, file: { crypto_hash: "sha256" } }, other("crypto_hash")],
      // And one that goes on without, which has no key that it could keep.
      [{ map: { crypto_cipher: "none" }, file: { crypto_model: "openssl" } }, ""],
      // One that does not answer.
      [{ map: {} }, ""],
    ];
    for (const [node, reason] of cases) {
      // Check mode's question, then the step that the run itself takes, on a node that has the key and is told with
      // others, and on one that lacks it.
      const said = await onNode({
        ...node,
        script: `act able; sum=$(sha256sum <"$here/conf" | cut -d ' ' -f 1)
          act prepare $sum; ls /etc/corosync
          cp "$here/conf" /etc/corosync/authkey.new; echo other >/etc/corosync/authkey
          act prepare $sum; ls /etc/corosync`,
      });
      const about = JSON.stringify(node) + said;
      const [answer] = said.split("\n");
      if (reason === "") assertEquals(answer, "corosync-key: able", about);
      else assertEquals(answer.startsWith(reason), true, about);
      const ready = reason === "" ? "corosync-key: ready" : answer;
      assertEquals(said.split("\n"), [
        ...[answer, ready, "authkey", "corosync.conf", ready, "authkey"],
        ...(reason === "" ? ["authkey.before"] : []),
        ...["authkey.new", "corosync.conf", ""],
      ], about);
    }
  },
});

Deno.test({
  name: "a refusal of another cipher says what helps: without a key none can be taken first",
  ignore,
  fn: async () => {
    const first = "give all nodes the same one and make corosync take it first";
    const after =
      "put the old value back, run this again, then set crypto_cipher and run corosync-cfgtool -R\n";
    assertStringIncludes(await onNode({ map: { crypto_cipher: "none" } }), `: ${after}`);
    const encrypting = { map: { ...ENCRYPTED, crypto_cipher: "aes128" } };
    assertStringIncludes(await onNode(encrypting), `: ${first}`);
  },
});

Deno.test({
  name: "a corosync that answered, and does not say with what it runs, takes no key",
  ignore,
  fn: async () => {
    const silent = "corosync answers no more: it is not known with which crypto_cipher it runs";
    for (const [map, reason] of [[{}, silent], [ENCRYPTED, ""]] as const) {
      const said = await onNode({
        map,
        file: { ...ENCRYPTED },
        script: `sum=$(sha256sum <"$here/conf" | cut -d ' ' -f 1)
          time=yes act able; time=yes act prepare $sum; kill $process; wait
          time=yes act able; start`,
      });
      assertEquals(
        said.split("\n"),
        reason === ""
          ? ["corosync-key: able", "corosync-key: ready", "corosync-key: able", ""]
          : [reason, reason, "corosync-key: able", ""],
      );
    }
  },
});

Deno.test({
  name: "what a corosync would take now says nothing of what it has taken",
  ignore,
  fn: async () => {
    const script = `echo run >/etc/corosync/authkey.untold; act settle
      cat /etc/corosync/authkey.untold`;
    const taken = { file: { ...ENCRYPTED, crypto_cipher: "garbage" } };
    assertEquals(await onNode({ ...taken, script }), "corosync-key: settled\nrun\n");
    assertEquals(await onNode({ version: "", script }), "corosync-key: settled\nrun\n");
    // What is not known writes no mark that would last.
    assertEquals(
      await onNode({ map: {}, script }),
      "corosync does not answer, so that it is not known whether it took the key\nrun\n",
    );
    assertEquals(
      await onNode({ version: "3.0.4", script }),
      "corosync 3.0.4 takes another key only when it starts: stop it on all nodes, run this again, and start it\n" +
        "restart\n",
    );
  },
});

Deno.test({
  name: "no process beside a corosync, nor its end, shows that it has not taken a key",
  ignore,
  fn: async () => {
    // As "corosync -t" of an administrator or of another run, which loads no crypto_model.
    const beside = `"$here/running/corosync" & other=$!; sleep 0.3
      act able; act settle; kill $other; ls /etc/corosync`;
    const marked =
      `echo run >/etc/corosync/authkey.untold; ${beside}; cat /etc/corosync/authkey.untold`;
    assertEquals(
      await onNode({ script: marked }),
      "corosync-key: able\ncorosync-key: settled\nauthkey\nauthkey.untold\ncorosync.conf\nrun\n",
    );
    // Killed once its map was read, as by a restart.
    const ended = `echo run >/etc/corosync/authkey.untold
      echo "kill $process 2>/dev/null; sleep 0.3" >>"$here/corosync-cmapctl"
      act settle; cat /etc/corosync/authkey.untold; start`;
    assertEquals((await onNode({ script: ended })).split("\n").at(-2), "run");
  },
});

Deno.test({
  name: "a corosync is asked of its configuration wherever that can be, and nothing is left of it",
  ignore,
  fn: async () => {
    const conf = "/etc/corosync/corosync.conf";
    assertEquals(
      await onNode({ script: "mount -o remount,ro /run; act able" }),
      `corosync cannot be asked whether it takes ${conf}: nothing can be written into /run\n`,
    );
    // The dynamic linker warns of a library that is gone, on standard error.
    const warned = await onNode({
      script: `LD_PRELOAD=/run/gone.so act able >"$here/said"; grep -v ld.so "$here/said"; ls /run`,
    });
    assertEquals(warned, "corosync-key: able\n");
    const ended = await onNode({
      file: { ...ENCRYPTED, crypto_cipher: "garbage" },
      script: `act able; ls /run
        printf '#!/bin/sh\\nkill -HUP $PPID; sleep 1\\n' >"$here/timeout"; chmod 755 "$here/timeout"
        act able >/dev/null; ls /run`,
    });
    assertStringIncludes(ended, `: parser error: ${conf}:2: Line is not opening`);
    assertEquals(ended.split("\n").length, 2, ended);
  },
});

Deno.test({
  name: "a corosync that has not taken a key is not said to have it before it was started again",
  ignore,
  fn: async () => {
    const said = await onNode({
      error: "config.reload_error_message (str) = Failed to set knet crypto\n",
      script: `echo run >/etc/corosync/authkey.untold
        act settle; cat /etc/corosync/authkey.untold
        # A later telling deletes the message, and changes nothing.
        sed -i /config/d "$here/map"
        act settle; act able; act state | grep -o ' untold=[^ ]*'
        kill $process; sleep 4; start
        act settle; act able
        # As after a backup was put back: the key is the one that was read.
        chmod 0400 /etc/corosync/authkey; act able
        # What is left in the file is of no corosync that runs.
        cp "$here/map" /etc/corosync/authkey.new
        act install "$(sha256sum <"$here/map" | cut -d ' ' -f 1)"; cat /etc/corosync/authkey.untold
        act settle`,
    });
    const not = "corosync has not taken the key that lies here: see its log, and restart it";
    assertEquals(said.split("\n"), [
      "corosync has not taken what it was told of: see its log, and restart it",
      "restart",
      ...[not, not, " untold=yes"],
      ...["corosync-key: settled", "corosync-key: able", "corosync-key: able"],
      ...["corosync-key: installed", "run", "corosync-key: settled", ""],
    ]);
  },
});

Deno.test({
  name: "a node tells its corosync again while that is busy, and says why it could not",
  ignore,
  fn: async () => {
    const busy = 'echo "Could not reload configuration. Error CS_ERR_TRY_AGAIN" >&2; exit 6';
    const until = (times: number) => `[ "$(wc -l </run/told)" -ge ${times} ] || { ${busy}; }`;
    const script = "act tell; wc -l </run/told";
    assertEquals(await onNode({ tool: until(3), script }), "corosync-key: told\n3\n");
    assertEquals(
      await onNode({
        tool: busy,
        script: `printf '#!/bin/sh\\n' >"$here/sleep"; chmod 755 "$here/sleep"; ${script}`,
      }),
      "corosync was too busy to be told, for 10 seconds: run it again\n11\n",
    );
    // What 3.1.9 does.
    const fails = 'echo "Could not reload configuration. Error CS_ERR_INVALID_PARAM" >&2';
    for (const tool of [fails, `${fails}; exit 7`, "exit 1"]) {
      assertStringIncludes(
        await onNode({ tool, script }),
        "corosync-cfgtool -R failed: it reads all of corosync.conf again, which must be right (corosync -t), as",
      );
    }
    const said = await onNode({
      tool: 'echo "ERROR from reload: Failed to set knet crypto - see syslog"; exit 1',
      error: "config.reload_error_message (str) = Failed to set knet crypto\n",
      script: "act tell; cat /etc/corosync/authkey.untold",
    });
    assertEquals(
      said,
      "corosync has not taken what it was told of: see its log, and restart it\nrestart\n",
    );
    // Once the time is over nothing is told any more, though corosync be busy for longer.
    const tries = await onNode({
      tool: busy,
      script:
        "time=3 act tell >/dev/null; cp /run/told /run/then; sleep 2; cmp /run/told /run/then; wc -l </run/told",
    });
    assertEquals(Number(tries) >= 2 && Number(tries) <= 4, true, tries);
  },
});

Deno.test({
  name: "a node that goes back says where its corosync was started with the key that is taken back",
  ignore,
  fn: async () => {
    const script = (between: string) =>
      `head -c 256 /dev/zero >/etc/corosync/authkey.new
      sum=$(sha256sum </etc/corosync/authkey.new | cut -d ' ' -f 1)
      act prepare $sum; act install $sum; ${between}
      act back $sum; cmp "$here/conf" /etc/corosync/authkey`;
    const done = "corosync-key: ready\ncorosync-key: installed\n";
    // One counts as older than a file from three seconds on.
    assertEquals(
      await onNode({ script: `sleep 4\n${script(":")}` }),
      `${done}corosync-key: back\n`,
    );
    for (const wait of [0, 4]) {
      assertEquals(
        await onNode({ script: script(`kill $process; sleep ${wait}; start`) }),
        `${done}corosync was started meanwhile, with the key that is taken back, or just before: restart it\n`,
      );
    }
  },
});

Deno.test({
  name: "check mode says of a node what the run would say: nothing can be written there",
  ignore,
  fn: async () => {
    const reasons = {
      "mount -o remount,ro /etc/corosync": "nothing can be written into /etc/corosync\n",
      "mount --bind /etc/corosync/authkey /etc/corosync/authkey":
        "/etc/corosync/authkey is a mount point, whose place no new key can take: " +
        "mount its directory\n",
    };
    for (const [change, reason] of Object.entries(reasons)) {
      for (const action of ["able", "prepare"]) {
        assertEquals(await onNode({ script: `${change}; act ${action}` }), reason);
      }
    }
  },
});
