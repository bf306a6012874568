import { assertEquals, assertStringIncludes } from "../assert.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { fleetIsImpossible } from "./requirements.ts";
import { withFleet } from "./fleet.ts";

Deno.test({
  name: "the playbook records every node's source and its restarts, for one comparison here",
  ignore: fleetIsImpossible("recordings of a fleet"),
  fn: () =>
    withFleet(async ({ nodes, control, executable, words }) => {
      const directory = words("ansible").find((word) => word.startsWith("HOME="))!.slice(5);
      const all = words("ansible");
      const settingsOfAnsible = all.slice(0, all.indexOf("ansible-playbook"));
      const play = (settings: Readonly<Record<string, unknown>>) =>
        control.must([
          ...[...settingsOfAnsible, "sh", "-euc", 'cd "$0"; exec "$@"', directory],
          ...["ansible-playbook", "--inventory", `${directory}/inventory`],
          ...["--extra-vars", JSON.stringify(settings), `${ROOT}scripts/fleet/record.yml`],
        ]);
      await play({ source: "/dev/urandom", samples: 20_000 });
      const files = nodes.map(({ name }) => `${directory}/recordings/${name}`);
      for (const file of files) assertEquals((await Deno.stat(file)).size, 20_000);
      const compared = await control.run([executable, "assess", ...files]);
      assertEquals(compared.code, 0, compared.stdout + compared.stderr);
      for (const file of files) assertStringIncludes(compared.stdout, file);

      // A restart that leaves a trace on each node; 1,000 rows of 1,000 bytes.
      const restart = "echo >>/run/restarted";
      await play({ source: "/dev/urandom", restarts: 1000, restart });
      for (const [i, node] of nodes.entries()) {
        assertEquals((await Deno.stat(files[i])).size, 1_000_000);
        assertEquals(await node.must(["sh", "-c", "wc -l </run/restarted"]), "1000\n");
        const left = await node.run(["test", "-e", "/run/corosync-keygen-recording"]);
        assertEquals(left.code, 1, "none is left behind");
      }
    }),
});
