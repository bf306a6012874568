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

/**
 * Those and SIGXFSZ, which comes with EFBIG (setrlimit(2)) and ends a process that does not handle it. Handled, it leaves
 * EFBIG, an error like others.
 */
export const SIGNAL_NUMBERS = { ...ENDING_SIGNALS, SIGXFSZ: 25 } as const;

export type SignalName = keyof typeof SIGNAL_NUMBERS;
