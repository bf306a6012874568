/** Debian's corosync as an oracle: what `corosync -t` makes of a configuration. */

import { findPeer, skipWithout } from "./peers.ts";

/** For `ignore`: true, with the reason on standard error, where corosync cannot be asked. */
export function corosyncIsMissing(what: string): boolean {
  return skipWithout(
    { programs: { corosync: "corosync", unshare: "util-linux" }, root: true },
    what,
  );
}

/** What `corosync -t` said. */
export interface ConfigurationTest {
  readonly code: number;
  /** Both output streams. */
  readonly output: string;
}

/** A machine on which these tests run may have a key of its own, which must not answer for the one that is meant. */
const WITHOUT_A_KEY = 'mount -t tmpfs none /etc/corosync && exec "$@"';

/** Runs `corosync -t` on a configuration of these bytes, in a directory that is removed afterwards. */
export async function testConfiguration(
  content: string | Uint8Array,
  environment: Record<string, string> = {},
): Promise<ConfigurationTest> {
  const directory = await Deno.makeTempDir({ prefix: "corosync-t-" });
  try {
    const file = `${directory}/corosync.conf`;
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(file, bytes);
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...["--mount", "--propagation", "private", "sh", "-c", WITHOUT_A_KEY, "sh"],
        ...[findPeer("corosync") ?? "corosync", "-t", "-c", file],
      ],
      env: environment,
    }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A node list, without which corosync refuses every configuration. */
export const NODE_LIST = `nodelist {
  node {
    ring0_addr: 127.0.0.1
    nodeid: 1
    name: one
  }
}
`;
