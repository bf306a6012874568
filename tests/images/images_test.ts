import { assert, assertEquals } from "../assert.ts";
import { runCommand, runProgram } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { skipWithout } from "../peers.ts";
import { ROOT } from "../../scripts/build/project.ts";

const images = `${ROOT}scripts/images/`;

Deno.test({
  name: "cloud-init takes the recipe for the first node, which writes no key",
  ignore: skipWithout({ programs: { "cloud-init": "cloud-init" } }, "the recipe for cloud-init"),
  fn: async () => {
    const path = `${images}cloud-init.yaml`;
    const { code, stdout, stderr } = await runCommand([
      "cloud-init",
      "schema",
      "--config-file",
      path,
    ]);
    assertEquals([code, stderr], [0, ""], stdout);
    const text = await Deno.readTextFile(path);
    assert(text.includes("path: /etc/corosync/make-authkey\n"));
    assertEquals(/path: .*authkey$/m.test(text.replace("make-authkey", "")), false);
  },
});

Deno.test("cloud-init would find a misspelt module in the recipe", {
  ignore: skipWithout({ programs: { "cloud-init": "cloud-init" } }, "the recipe for cloud-init"),
}, async () => {
  await withDirectory(async (directory) => {
    const text = await Deno.readTextFile(`${images}cloud-init.yaml`);
    await Deno.writeTextFile(`${directory}/x.yaml`, text.replace("permissions:", "permisions:"));
    const words = ["cloud-init", "schema", "--config-file", `${directory}/x.yaml`];
    assertEquals((await runCommand(words)).code, 1);
  });
});

Deno.test("the command for a tree of debootstrap puts a key there and nowhere else", async () => {
  await withDirectory(async (directory) => {
    const text = await Deno.readTextFile(`${images}README.md`);
    const [, command] = /^corosync-keygen (.*)$/m.exec(text)!;
    await Deno.mkdir(`${directory}/tree/etc`, { recursive: true });
    const { code } = await runProgram(command.split(" "), { cwd: directory });
    assertEquals(code, 0);
    const { size, mode } = await Deno.stat(`${directory}/tree/etc/corosync/authkey`);
    assertEquals([size, (mode ?? 0) & 0o7777], [256, 0o400]);
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["tree"]);
  });
});
