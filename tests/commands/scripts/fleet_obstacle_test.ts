import { assertEquals, assertStringIncludes } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { nodeWords } from "./fleet_controller.ts";

/** What a running corosync does not take, with stand-ins for it, its map and its tools. */

const ignore = skipWithout(
  { programs: { unshare: "util-linux", ldd: "libc-bin" }, root: true },
  "what a running corosync does not take",
);

const ENCRYPTED = { crypto_cipher: "aes256", crypto_hash: "sha256" };

/** A node where something named corosync runs that has loaded crypto_nss.so. */
interface Node {
  /** The totem section of corosync.conf. */
  readonly file?: Readonly<Record<string, string>>;
  /** The same in the map of the corosync that runs. */
  readonly map?: Readonly<Record<string, string>>;
  /** Another entry of the map. */
  readonly error?: string;
  readonly version?: string;
  /** What corosync-cfgtool does; it may count in the file `told`. */
  readonly tool?: string;
  /** What runs on the node; `act ACTION` is an action of the recipe's, and prints why it failed. */
  readonly script?: string;
}

const START = `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync; mount -t tmpfs none /run
cp "$here/conf" /etc/corosync/corosync.conf; cp "$here/conf" /etc/corosync/authkey
cp "$(ldd /bin/sleep | sed -n 's/.*=> \\(.*\\/libc[.][^ ]*\\) .*/\\1/p')" "$here/crypto_nss.so"
start() { LD_PRELOAD="$here/crypto_nss.so" "$here/running/corosync" 60 & process=$!; sleep 0.3; }
act() { sh -c "$steps" sh "$1" /etc/corosync/authkey "\${2-none}" run 0 0 0 2>&1 || true; }
trap 'kill $process' EXIT
start
`;

async function onNode(
  {
    file = ENCRYPTED,
    map = ENCRYPTED,
    error = "",
    version = "3.1.7",
    tool = "",
    script = "act able",
  }: Node,
): Promise<string> {
  let said = "";
  await withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/running`);
    await Deno.copyFile("/bin/sleep", `${directory}/running/corosync`);
    const lines = Object.entries(file).map(([name, value]) => `  ${name}: ${value}\n`);
    const entries = Object.entries(map).map(([name, value]) => `totem.${name} (str) = ${value}\n`);
    const texts = {
      conf: `totem {\n${lines.join("")}}\n`,
      map: entries.join("") + error,
      "corosync": `#!/bin/sh\necho "Corosync Cluster Engine, version '${version}'"\n`,
      "corosync-cmapctl":
        `#!/bin/sh\nfor prefix; do grep "^$prefix" "${directory}/map" || true; done\n`,
      "corosync-cfgtool": `#!/bin/sh\necho >>/run/told\n${tool}\n`,
    };
    for (const [name, text] of Object.entries(texts)) {
      await Deno.writeTextFile(`${directory}/${name}`, text, { mode: 0o755 });
    }
    const steps = nodeWords().at(2)!;
    const { code, stdout, stderr } = await runCommand([
      ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "bash", "-euc", START + script],
    ], { env: { PATH: `${directory}:/usr/sbin:/usr/bin:/sbin:/bin`, here: directory, steps } });
    assertEquals([code, stderr], [0, ""], stdout);
    said = stdout;
  });
  return said;
}

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
      [{ file: { ...ENCRYPTED, crypto_model: "openssl" } }, other("crypto_model")],
      [{ file: { ...ENCRYPTED, crypto_cipher: "aes128" } }, other("crypto_cipher")],
      [{ file: { ...ENCRYPTED, crypto_hash: "sha512" } }, other("crypto_hash")],
      [{ file: { secauth: "on" } }, other("crypto_cipher")],
      [{ file: ENCRYPTED, map: { ...ENCRYPTED, secauth: "on" } }, other("secauth")],
      [both({ secauth: "on" }), ""],
      [both({ crypto_model: "nss" }), ""],
      // As after a reload that has failed: the map has what the file does.
      [both({ crypto_model: "openssl" }), "corosync could not load crypto_openssl.so"],
      [
        { error: "config.reload_error_message (str) = Failed to set knet crypto\n" },
        "corosync has not taken what it was told of",
      ],
      [{ error: "config.reload_error_message (str) = Failed to set knet ping timers\n" }, ""],
      // One that does not encrypt has no key that it could keep.
      [{ map: {} }, ""],
      [{ map: { crypto_cipher: "none" }, file: { ...ENCRYPTED, crypto_model: "openssl" } }, ""],
    ];
    for (const [node, reason] of cases) {
      const said = await onNode(node);
      const about = JSON.stringify(node);
      if (reason === "") assertEquals(said, "corosync-key: able\n", about);
      else {assertEquals(
          [said.startsWith(reason), said.split("\n").length],
          [true, 2],
          about + said,
        );}
      // The step that the run itself takes.
      const prepared = await onNode({
        ...node,
        script: `cp "$here/conf" /etc/corosync/authkey.new
          act prepare "$(sha256sum <"$here/conf" | cut -d ' ' -f 1)"; ls /etc/corosync`,
      });
      assertEquals(prepared.includes("authkey.before"), reason === "", about + prepared);
    }
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
        act settle; act able`,
    });
    const not = "corosync has not taken the key that lies here: see its log, and restart it";
    assertEquals(said.split("\n"), [
      "corosync has not taken what it was told of: see its log, and restart it",
      "restart",
      ...[not, not, " untold=yes"],
      ...["corosync-key: settled", "corosync-key: able", ""],
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
        "corosync-cfgtool -R failed: it reads all of corosync.conf again, which must be right (corosync -t), and",
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
  },
});
