import { IMAGE_REMEDY, IMAGE_WARNING } from "../key/image.ts";
import { hint, warn } from "./channels.ts";

/** Warns of a key in an image, where there are signs of one. */
export function warnAboutImage(signs: readonly string[]): void {
  if (signs.length === 0) return;
  warn(`Warning: ${IMAGE_WARNING} (${signs.join(", ")})`);
  hint(IMAGE_REMEDY);
}
