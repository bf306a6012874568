/**
 * A name as it can be printed: control characters, which could move the cursor or forge a line, and those that
 * turn the direction of text are written as `\x1b` or `\u202e`. Unicode classes Cc, Zl, Zp, Bidi_Control.
 */
export function printable(name: string): string {
  // Nearly every name. To compile the classes below takes a millisecond.
  if (/^[ -~]*$/.test(name)) return name;
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    return code < 0x100 ? `\\x${digits.padStart(2, "0")}` : `\\u${digits.padStart(4, "0")}`;
  });
}

/** A word for a POSIX shell; one without special characters stays as it is. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * A path as an operand of a command that somebody may paste into a POSIX shell; null where it is not printed as it
 * is, or was not valid UTF-8, and the command would mean another file.
 */
export function shellPath(path: string): string | null {
  if (printable(path) !== path || !path.isWellFormed() || path.includes("\uFFFD")) return null;
  return shellWord(path.startsWith("-") ? `./${path}` : path);
}

/**
 * What to do about a path: the command, or the same in words where there is none for it.
 *
 * @example
 * commandWith("up load", (path) => `chown 0:0 ${path}`, "give it to root"); // "chown 0:0 'up load'"
 */
export function commandWith(
  path: string,
  command: (path: string) => string,
  otherwise: string,
): string {
  const word = shellPath(path);
  return word === null ? otherwise : command(word);
}
