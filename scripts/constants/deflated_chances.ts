import {
  isZlibHeader,
  MAX_DEFLATED_MESSAGE_CHANCE,
  MAX_ZLIB_CHANCE,
} from "../../lib/key/deflated.ts";
import type { Check } from "./check.ts";

/** A stored block: its type, two bits, is 0, and its length of 16 bits is followed by its complement (RFC 1951, 3.2.4). */
const STORED_BLOCK_CHANCE = 2 ** -2 * 2 ** -16;

/** Random keys that began as zlib does, of which none was a stream with a first block of another type. */
const KEYS_TRIED = 8_000_000;

/** What none of those says of other blocks, at 95 percent. */
const MAX_OTHER_BLOCK_CHANCE = 1 - 0.05 ** (1 / KEYS_TRIED);

/** Random keys that began as a compressed packet of OpenPGP does, of which none was one. */
const MESSAGES_TRIED = 1_000_000;

/** What none of those says of others, at 95 percent, behind five first bytes and an algorithm. */
const messageChance = 5 / 65_536 * (1 - 0.05 ** (1 / MESSAGES_TRIED));

/** The chance of a stored block, which is derived, with that of others, which was measured, stays below the constant. */
export function checkDeflatedChances(): Check {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const headers = bytes.flatMap((method) =>
    bytes.filter((flags) => isZlibHeader(Uint8Array.of(method, flags)))
  );
  const header = headers.length / 65_536;
  const derived = header * STORED_BLOCK_CHANCE;
  const sum = header * (STORED_BLOCK_CHANCE + MAX_OTHER_BLOCK_CHANCE);
  return {
    name: "deflate at the start of a key",
    detail:
      `${derived.toExponential(2)} with a stored block, ${sum.toExponential(2)} with what was ` +
      `measured of others; stated ${MAX_ZLIB_CHANCE}, ${
        (MAX_ZLIB_CHANCE / sum).toFixed(2)
      } times that; of a message ${
        messageChance.toExponential(2)
      }, stated ${MAX_DEFLATED_MESSAGE_CHANCE}`,
    problems: [
      ...derived === 2 ** -29 ? [] : [`a stored block: ${derived} instead of 2^-29`],
      ...sum < MAX_ZLIB_CHANCE && MAX_ZLIB_CHANCE < 2 * sum
        ? []
        : [`MAX_ZLIB_CHANCE is ${MAX_ZLIB_CHANCE}, wanted ${sum} to twice that`],
      ...messageChance < MAX_DEFLATED_MESSAGE_CHANCE &&
          MAX_DEFLATED_MESSAGE_CHANCE < 2 * messageChance
        ? []
        : [
          `MAX_DEFLATED_MESSAGE_CHANCE is ${MAX_DEFLATED_MESSAGE_CHANCE}, wanted ${messageChance}`,
        ],
    ],
  };
}
