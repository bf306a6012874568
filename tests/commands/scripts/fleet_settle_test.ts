import { assertEquals } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { nodeWords } from "./fleet_controller.ts";

/** How long a node waits after it was told; corosync's map and the clock are stand-ins. */

const MAP = `runtime.config.totem.consensus (u32) = CONSENSUS
runtime.config.totem.token (u32) = 1650
nodelist.node.0.nodeid (u32) = 1
runtime.members.1.status (str) = joined
`;

Deno.test("a node waits for corosync's token timeout and then for that of consensus", () =>
  withDirectory(async (directory) => {
    // It gives what it is asked for, as corosync's does.
    const map = `#!/bin/sh
for prefix; do grep "^$prefix" "\${0%/*}/map"; done
`;
    const sleep = `#!/bin/sh\necho "$1" >>"\${0%/*}/slept"\n`;
    for (const [name, text] of [["corosync-cmapctl", map], ["sleep", sleep]] as const) {
      await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
    }
    // 1.2 times the token timeout is corosync's default.
    for (const [consensus, seconds] of [[1980, 5], [30_000, 33]] as const) {
      await Deno.writeTextFile(`${directory}/map`, MAP.replace("CONSENSUS", String(consensus)));
      const words = nodeWords("settle", `${directory}/key`, "none", "run", "1", "0", "30");
      const { code, stdout } = await runCommand(words, {
        env: { PATH: `${directory}:/usr/bin:/bin` },
      });
      assertEquals([code, stdout], [0, "corosync-key: settled\n"]);
      assertEquals(await Deno.readTextFile(`${directory}/slept`), `${seconds}\n`);
      await Deno.remove(`${directory}/slept`);
    }
  }));
