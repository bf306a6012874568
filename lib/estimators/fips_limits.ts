/** Continuous test: words of so many bytes are compared with the word before. */
export const FIPS_WORD_BYTES = 4;

/**
 * Share of blocks of fair bits that fail at least one test. Not known in closed form, since the tests
 * depend on each other: scripts/measure_fips_false_alarms.ts counted 4,731 of 6,000,000 blocks, a rate with a
 * standard error of 1.1e-5.
 */
export const FIPS_FALSE_ALARM_PROBABILITY = 7.89e-4;
