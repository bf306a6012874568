import { assertEquals } from "../../assert.ts";
import { skipWithout } from "../../peers.ts";
import { NODE_PROGRAMS, onNode } from "./fleet_corosync.ts";

/** A configuration that a running corosync does not take: told of a key, it would leave its cluster. */

const ignore = skipWithout(
  { programs: NODE_PROGRAMS, root: true },
  "a configuration that a running corosync does not take",
);
const ignoreReal = skipWithout(
  { programs: { ...NODE_PROGRAMS, corosync: "corosync" }, root: true },
  "what corosync itself says of a configuration",
);

const CONF = "/etc/corosync/corosync.conf";
const WOULD_LEAVE =
  "corosync would leave its cluster once it is told of a key, since it does not take " +
  `${CONF}: `;
const UNREADABLE = `${CONF}, which corosync reads again once it is told of a key, cannot be read`;

Deno.test({
  name: "a node is not ready where its corosync would not take its configuration, if one runs",
  ignore,
  fn: async () => {
    const cases: readonly (readonly [change: string, reason: string])[] = [
      [":", ""],
      ["rm /etc/corosync/authkey", ""],
      [
        `sed -i 1agarbage ${CONF}`,
        `${WOULD_LEAVE}parser error: ${CONF}:2: Line is not opening or closing section`,
      ],
      [`rm ${CONF}`, UNREADABLE],
      [`rm ${CONF}; mkdir ${CONF}`, UNREADABLE],
    ];
    for (const [change, reason] of cases) {
      const said = await onNode({
        script: `sum=$(sha256sum <"$here/conf" | cut -d ' ' -f 1)
          echo old >/etc/corosync/authkey; ${change}; cp "$here/conf" /etc/corosync/authkey.new
          act able $sum; act prepare $sum; kill $process; wait; act able $sum; start`,
      });
      const [able, prepared, ...stopped] = said.split("\n");
      assertEquals(
        [able, prepared],
        reason === "" ? ["corosync-key: able", "corosync-key: ready"] : [reason, reason],
        change,
      );
      assertEquals(stopped, ["corosync-key: able", ""], change);
    }
  },
});

Deno.test({
  name: "what corosync finds in its configuration is one line, whether it has a key or none",
  ignore: ignoreReal,
  fn: async () => {
    const conf = (totem: string) =>
      `printf 'totem {\\n%b}\\nnodelist {\\nnode {\\nring0_addr: 127.0.0.1\\nnodeid: 1\\n}\\n}' ` +
      `'version: 2\\ntransport: knet\\ncrypto_cipher: aes256\\ncrypto_hash: sha256\\n${totem}'`;
    const uidgid = (line: string) =>
      `mkdir /etc/corosync/uidgid.d; printf 'uidgid {\\n${line}\\n}\\n' >/etc/corosync/uidgid.d/x`;
    const cases: readonly (readonly [totem: string, said: string, before?: string])[] = [
      ["", ""],
      ["", "", uidgid("uid: root")],
      [
        "",
        "parser error: /etc/corosync/uidgid.d/x:2: uidgid: Only uid and gid are allowed items",
        uidgid("foo: bar"),
      ],
      ["keyfile: /etc/corosync/none\\n", ""],
      [
        "garbage\\n",
        `parser error: ${CONF}:6: Line is not opening or closing section or key value`,
      ],
      [
        "token: 1\\n",
        "parse error in config: The token timeout parameter (1 ms) may not be less than (30 ms).",
      ],
    ];
    for (const [totem, wanted, before = ":"] of cases) {
      const said = await onNode({
        // One that waits for its configuration is there to be asked.
        script: `kill $process; rm /etc/corosync/authkey; ${conf(totem)} >${CONF}; ${before}
          mkfifo /run/none; /usr/sbin/corosync -t -c /run/none & process=$!; sleep 0.3
          eval "$(sed '/^set -eu/,$d' <<<"$steps")"
          configuration=${CONF}
          configuration_fault $process
          ls -A /run | sed '/^none$/d'`,
      });
      const leaves =
        "corosync would leave its cluster once it is told of a key, since it does not take";
      assertEquals(said, wanted === "" ? "" : `${leaves} ${CONF}: ${wanted}\n`, totem);
    }
  },
});
