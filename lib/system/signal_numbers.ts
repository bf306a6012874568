/** The signals that end a run in good order, with their numbers, which are the same on all supported platforms. */
export const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export type SignalName = keyof typeof SIGNAL_NUMBERS;
