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
