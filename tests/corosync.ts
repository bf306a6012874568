/** Debian's corosync as an oracle: what `corosync -t` makes of a configuration. */

const CANDIDATES = ["/usr/sbin/corosync", "/sbin/corosync"];

/** Path of the corosync on this machine, or null. */
export function findCorosync(): string | null {
  for (const path of CANDIDATES) {
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch { /* not there: the next one may be */ }
  }
  return null;
}

/** True when corosync can be asked; otherwise says on standard error what `what` will do without. */
export function canAskCorosync(what: string): boolean {
  const reason = findCorosync() === null
    ? "there is no /usr/sbin/corosync (Debian package corosync)"
    : Deno.uid() !== 0
    ? "corosync -t needs root"
    : null;
  if (reason !== null) {
    Deno.stderr.writeSync(new TextEncoder().encode(`skipped: ${what}: ${reason}\n`));
  }
  return reason === null;
}

/** What `corosync -t` said. */
export interface ConfigurationTest {
  readonly code: number;
  /** Both output streams. */
  readonly output: string;
}

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
    const { code, stdout, stderr } = await new Deno.Command(findCorosync()!, {
      args: ["-t", "-c", file],
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
