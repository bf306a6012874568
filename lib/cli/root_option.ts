import { type OptionSpec, valued } from "./command.ts";

/** The image that a key goes into; shared with making a key. */
export const rootOption: OptionSpec = valued("root", "DIR", "put the key into the image at DIR", {
  completes: "directory",
  description: "Paths and the symbolic links on the way are those of the image, so that nothing " +
    "outside of DIR is written.",
});
