/**
 * The signals that end a run in good order, with their numbers on Linux: those by which somebody, a terminal, a
 * timer or a limit of time ends a process. What is left are SIGKILL, those of faults, and some that nobody sends.
 */
export const ENDING_SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGVTALRM: 26,
  SIGPROF: 27,
} as const;

/** And the one that comes with EFBIG, which is an error like others once the signal does not end the process. */
export const SIGNAL_NUMBERS = { ...ENDING_SIGNALS, SIGXFSZ: 25 } as const;

export type SignalName = keyof typeof SIGNAL_NUMBERS;
