import { assertEquals } from "../../assert.ts";
import { runCommand } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { nodeWords } from "./fleet_controller.ts";

/** A node with stand-ins for its corosync, that one's map and its tools. */

/** What they need. */
export const NODE_PROGRAMS = { unshare: "util-linux", ldd: "libc-bin", gcc: "gcc" };

export const ENCRYPTED = { crypto_cipher: "aes256", crypto_hash: "sha256" };

/** A node where something named corosync runs that has loaded crypto_nss.so. */
export interface Node {
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

/** A stand-in for corosync: it waits for a minute, says the version that it is told to be of, or knows no "garbage". */
const COROSYNC = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **words) {
  if (count > 1 && !strcmp(words[1], "-v"))
    printf("Corosync Cluster Engine, version '%s'\\n", getenv("RUNNING_VERSION"));
  else if (count > 3 && !strcmp(words[1], "-t") && !strcmp(words[2], "-c")) {
    char line[1000];
    FILE *file = fopen(words[3], "r");
    for (int number = 1; file && fgets(line, sizeof line, file); number++)
      if (strstr(line, "garbage")) {
        printf("parser error: %s:%d: Line is not opening or closing section\\n", words[3], number);
        return 8;
      }
  } else
    sleep(60);
}
`;

const START = `mkdir -p /etc/corosync; mount -t tmpfs none /etc/corosync; mount -t tmpfs none /run
cp "$here/conf" /etc/corosync/corosync.conf; cp "$here/conf" /etc/corosync/authkey
cp "$(ldd /bin/sleep | sed -n 's/.*=> \\(.*\\/libc[.][^ ]*\\) .*/\\1/p')" "$here/crypto_nss.so"
start() { LD_PRELOAD="$here/crypto_nss.so" "$here/running/corosync" & process=$!; sleep 0.3; }
act() { sh -c "$steps" sh "$1" /etc/corosync/authkey "\${2-none}" run "\${time-60}" 0 0 2>&1 || true; }
trap 'kill $process' EXIT
start
`;

/** Compiled once. */
let corosync: Promise<Uint8Array<ArrayBuffer>> | undefined;

async function compiled(): Promise<Uint8Array<ArrayBuffer>> {
  let program = new Uint8Array();
  await withDirectory(async (directory) => {
    const words = ["gcc", "-x", "c", "-o", `${directory}/corosync`, "-"];
    const { code, stderr } = await runCommand(words, { stdin: COROSYNC });
    assertEquals([code, stderr], [0, ""]);
    program = await Deno.readFile(`${directory}/corosync`);
  });
  return program;
}

export async function onNode(
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
    await Deno.writeFile(`${directory}/running/corosync`, await (corosync ??= compiled()), {
      mode: 0o755,
    });
    const lines = Object.entries(file).map(([name, value]) => `  ${name}: ${value}\n`);
    const entries = Object.entries(map).map(([name, value]) => `totem.${name} (str) = ${value}\n`);
    const texts = {
      conf: `totem {\n${lines.join("")}}\n`,
      map: entries.join("") + error,
      // What lies there after an update, and does not run yet.
      "corosync": `#!/bin/sh\necho "Corosync Cluster Engine, version '3.1.7'"\n`,
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
    ], {
      env: {
        PATH: `${directory}:/usr/sbin:/usr/bin:/sbin:/bin`,
        here: directory,
        steps,
        RUNNING_VERSION: version,
      },
    });
    assertEquals([code, stderr], [0, ""], stdout);
    said = stdout;
  });
  return said;
}
