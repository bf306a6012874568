import { assertEquals, assertRejects, assertStringIncludes } from "../assert.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { fleetIsImpossible } from "./requirements.ts";
import { withFleet } from "./fleet.ts";
import { sh } from "./fleet_results.ts";

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
          ...[...settingsOfAnsible, "env", "-C", directory, "PWD=/run"],
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
        const left = await node.must([
          "sh",
          "-c",
          "ls /run | grep corosync-keygen-recording; true",
        ]);
        assertEquals(left, "", "none is left behind");
      }

      // What ends early is no recording, and takes the place of none.
      for (const node of nodes) await node.must(["sh", "-c", "head -c 1000 /dev/zero >/run/short"]);
      await assertRejects(() => play({ source: "/run/short", samples: 5_000 }));
      for (const file of files) assertEquals((await Deno.stat(file)).size, 1_000_000);
    }),
});

Deno.test({
  name: "the commands for recordings with ClusterShell fetch every byte, as they stand",
  ignore: fleetIsImpossible("recordings by clush"),
  fn: () =>
    withFleet(async ({ nodes, control, sshConfig }) => {
      const text = await Deno.readTextFile(`${ROOT}scripts/fleet/README.md`);
      const block = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].at(-1)![1];
      assertEquals(block.split("\n").filter((line) => line.startsWith("clush ")).length, 3);
      await control.must(["mount", "--bind", sshConfig, "/etc/ssh/ssh_config"]);
      const rest = block.trim().split("\n");
      const last = rest.pop()!;
      await sh(control, `mkdir /run/here; cd /run/here; ${rest.join("\n")}`);
      const mode = await sh(control, "stat -c %a /run/here/recordings");
      assertEquals(mode, "700\n");
      const sums = new Set<string>();
      for (const { name, must } of nodes) {
        const sum = async (file: string, on: typeof must) =>
          (await on(["sh", "-c", `sha256sum <${file}; stat -c %s ${file}`])).trim();
        const fetched = await sum(`/run/here/recordings/recording.${name}`, control.must);
        assertEquals(fetched, await sum("/run/recording", must));
        assertEquals(fetched.endsWith("\n1000000"), true, fetched);
        sums.add(fetched);
      }
      await sh(control, last);
      for (const { run } of nodes) {
        assertEquals((await run(["test", "-e", "/run/recording"])).code, 1, "none is left behind");
      }
      assertEquals(sums.size, 3);
    }, ["n1", "n2", "n3"]),
});
