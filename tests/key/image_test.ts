import { system } from "../../lib/system/mod.ts";
import { assertEquals } from "../assert.ts";
import { withDirectory } from "../keys.ts";
import { imageSigns } from "../../lib/key/image.ts";

const withMachineId = (content: string | null, action: (root: string) => void) =>
  withDirectory(async (root) => {
    await Deno.mkdir(`${root}/etc`);
    if (content !== null) await Deno.writeTextFile(`${root}/etc/machine-id`, content);
    action(root);
  });

Deno.test("imageSigns() takes --root for a sign, and a machine id that is not set for another", async () => {
  const key = "/etc/corosync/authkey";
  await withMachineId(
    null,
    (root) => assertEquals(imageSigns(system, root, key), [`--root ${root}`]),
  );
  await withMachineId("0123456789abcdef0123456789abcdef\n", (root) => {
    assertEquals(imageSigns(system, root, key), [`--root ${root}`]);
  });
  await withMachineId("", (root) => {
    assertEquals(imageSigns(system, root, key), [`--root ${root}`, "/etc/machine-id is empty"]);
  });
  await withMachineId("uninitialized\n", (root) => {
    assertEquals(imageSigns(system, root, key), [
      `--root ${root}`,
      "/etc/machine-id is uninitialized",
    ]);
  });
});

Deno.test("imageSigns() reads no more of a machine id than stat says, since a read may block", () =>
  withMachineId("0123456789abcdef0123456789abcdef\n", (root) => {
    const { files } = system;
    const asked: number[] = [];
    const host = {
      ...system,
      files: {
        ...files,
        status: (path: string) => ({ ...files.status(path), sizeBytes: 0 }),
        readFile: (...args: Parameters<typeof files.readFile>) => {
          asked.push(args[1]);
          return files.readFile(...args);
        },
      },
    };
    imageSigns(host, root, "/etc/corosync/authkey");
    assertEquals(asked, [0]);
  }));

Deno.test("imageSigns() says nothing of a key outside of /etc on the running system", () => {
  assertEquals(imageSigns(system, null, "/root/authkey"), []);
  assertEquals(imageSigns(system, null, "authkey"), []);
});

Deno.test("imageSigns() recognises a container by what its manager sets", () => {
  const names = ["container", "INVOCATION_ID"];
  const before = names.map((name) => Deno.env.get(name));
  const signs = () => imageSigns(system, null, "/etc/corosync/authkey");
  try {
    Deno.env.set("container", "podman");
    Deno.env.delete("INVOCATION_ID");
    assertEquals(signs().at(-1), "this is a container");
    for (const path of ["/root/authkey", "/etc/../root/authkey", "/etc", "/usr/etc/authkey"]) {
      assertEquals(imageSigns(system, null, path), [], path);
    }
    const before = Deno.cwd();
    Deno.chdir("/etc");
    try {
      for (
        const path of [
          ...[
            "//etc/corosync/authkey",
            "/./etc/authkey",
            "/usr/../etc/authkey",
            "/../etc//authkey",
          ],
          ...["corosync/authkey", "../etc/authkey"],
        ]
      ) {
        assertEquals(imageSigns(system, null, path).at(-1), "this is a container", path);
      }
      assertEquals(imageSigns(system, null, "../root/authkey"), []);
    } finally {
      Deno.chdir(before);
    }
    // As in the unit for the first boot.
    Deno.env.set("INVOCATION_ID", "0123456789abcdef0123456789abcdef");
    assertEquals(signs().includes("this is a container"), false);
  } finally {
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before[i]);
    }
  }
});
