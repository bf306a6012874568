/**
 * Bytes that are not UTF-8 (RFC 3629, section 4), as printf(1) writes them: a byte that never occurs, one
 * that continues nothing, each length cut short, too many bytes for a character, a surrogate, and what is
 * above U+10FFFF.
 */
export const NOT_UTF_8: readonly string[] = [
  ..."\\377 \\200 \\303 \\342\\202 \\360\\237\\222 \\301\\277 \\340\\237\\277".split(" "),
  ..."\\360\\217\\277\\277 \\355\\240\\200 \\364\\220\\200\\200 \\365\\200\\200\\200".split(" "),
];
