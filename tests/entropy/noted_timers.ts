/** Runs `work` with timers that are only noted, and hands over what they wait and do. */
export async function withNotedTimers(
  work: (timers: { milliseconds: number; fire: () => void }[]) => Promise<void>,
): Promise<void> {
  const { setTimeout, clearTimeout } = globalThis;
  const timers: { milliseconds: number; fire: () => void }[] = [];
  const noted = (fire: () => void, milliseconds: number) => timers.push({ milliseconds, fire });
  const cleared = (id: number) => timers.splice(id - 1, 1);
  Object.assign(globalThis, { setTimeout: noted, clearTimeout: cleared });
  try {
    await work(timers);
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}
