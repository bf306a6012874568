import type { OutputStream } from "../../lib/system/types.ts";

/** What is written to a stream of this process meanwhile, write by write; none of it comes out. */
export async function printedBy(
  stream: OutputStream,
  action: () => void | Promise<void>,
): Promise<readonly string[]> {
  const { write } = stream;
  const printed: string[] = [];
  Object.assign(stream, {
    write: (bytes: Uint8Array) => printed.push(new TextDecoder().decode(bytes)),
  });
  try {
    await action();
  } finally {
    Object.assign(stream, { write });
  }
  return printed;
}
