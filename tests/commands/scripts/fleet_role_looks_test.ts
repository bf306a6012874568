import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { ROOT } from "../../../scripts/build/project.ts";
import { fixedKey, withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { ANSIBLE_ENV, OURS } from "./fleet_controller.ts";
import { ENCRYPTED, NODE_PROGRAMS, onNode } from "./fleet_corosync.ts";

/** What the role concludes from its second and its last look, with stand-ins for corosync on one node. */

const ignore = skipWithout(
  { programs: { ...NODE_PROGRAMS, "ansible-playbook": "ansible-core" }, root: true },
  "what the role finds when it looks again",
);

/** A corosync that answers, alone in its cluster. */
const ANSWERS = `runtime.members.1.status (str) = joined
nodelist.local_node_pos (u32) = 0
nodelist.node.0.nodeid (u32) = 1
nodelist.node.0.ring0_addr (str) = localhost
`;

/** Runs the role where `change` was made before, and corosync-cfgtool is `tool`; what it and `after` print. */
async function play(change: string, tool: string, after: string): Promise<string> {
  let said = "";
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/ours`, OURS, { mode: 0o755 });
    await Deno.writeFile(`${directory}/key`, await fixedKey("key", 256), { mode: 0o600 });
    const settings = {
      ansible_become: false,
      corosync_key_group: "all",
      corosync_key_file: `${directory}/key`,
      corosync_key_program: `${directory}/ours`,
      corosync_key_wait: 0,
    };
    const environment = Object.entries(ANSIBLE_ENV).map((entry) => entry.join("=")).join(" ");
    said = await onNode({
      map: { ...ENCRYPTED, cluster_name: "test" },
      error: ANSWERS,
      tool,
      script: `trap - EXIT; disown; echo $process >/run/process
        export ${environment} HOME=${directory}
        ${change}
        ansible-playbook --inventory localhost, --connection local \\
          --extra-vars '${JSON.stringify(settings)}' ${ROOT}scripts/fleet/corosync_key.yml || true
        ${after}
        kill $process 2>/dev/null || true`,
    });
  });
  return said;
}

Deno.test({
  name: "the role goes back where corosync is to read another file meanwhile, and tells nobody",
  ignore,
  fn: async () => {
    const edit = `printf '#!/bin/sh\n/bin/mv "$@"\n' >"$here/mv"
      echo 'echo totem.keyfile: /etc/mine >>/etc/corosync/corosync.conf' >>"$here/mv"
      chmod 755 "$here/mv"`;
    const after = `cmp /etc/corosync/authkey "$here/conf"; cat /run/told 2>&1 || true`;
    const said = await play(edit, "", after);
    assertStringIncludes(said, '\\"result\\": \\"rolled back\\"');
    assertStringIncludes(said, '\\"problems\\": [\\"localhost\\"]');
    assertStringIncludes(said, "corosync reads /etc/mine, not /etc/corosync/authkey");
    assertEquals(said.trim().split("\n").at(-1), "cat: /run/told: No such file or directory");
  },
});

Deno.test({
  name: "the role says no one key where a corosync ran and does no more once it was told",
  ignore,
  fn: async () => {
    const said = await play("", 'kill -9 $(cat /run/process); : >"$here/map"', "");
    assertStringIncludes(said, "corosync ran and does no more on localhost: see its log");
    assertStringIncludes(said, '\\"result\\": \\"not one cluster\\"');
    assertStringIncludes(said, '\\"problems\\": [\\"localhost\\"]');
  },
});
