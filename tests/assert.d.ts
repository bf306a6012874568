/** Types for the part of `@std/assert` that the tests use; the republished package carries none. */

export declare class AssertionError extends Error {}

export declare function assert(condition: unknown, message?: string): asserts condition;
export declare function assertFalse(condition: unknown, message?: string): void;
export declare function assertExists<T>(
  actual: T,
  message?: string,
): asserts actual is NonNullable<T>;
export declare function assertEquals<T>(actual: T, expected: T, message?: string): void;
export declare function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
export declare function assertStrictEquals<T>(actual: T, expected: T, message?: string): void;
export declare function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void;
export declare function assertGreater<T>(actual: T, expected: T, message?: string): void;
export declare function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void;
export declare function assertLess<T>(actual: T, expected: T, message?: string): void;
export declare function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void;
export declare function assertMatch(actual: string, expected: RegExp, message?: string): void;
export declare function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
export declare function assertStringIncludes(
  actual: string,
  expected: string,
  message?: string,
): void;
export declare function assertThrows<E extends Error = Error>(
  action: () => unknown,
  kind?: new (...parameters: never[]) => E,
  messageIncludes?: string,
  message?: string,
): E;
export declare function assertRejects<E extends Error = Error>(
  action: () => PromiseLike<unknown>,
  kind?: new (...parameters: never[]) => E,
  messageIncludes?: string,
  message?: string,
): Promise<E>;
export declare function fail(message?: string): never;
