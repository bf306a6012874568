import { type CommandSpec, flag, valued } from "./command.ts";

/** Options of `corosync-keygen starvation`. */
export const starvationSpec: CommandSpec = {
  name: "starvation",
  positionals: "",
  summary: "measure how long making a key blocks on this host, in both modes",
  description: [
    "Gathers keys again and again as making a key does, from /dev/random (or from what -r names) and " +
    "from the system's generator as with -l, in turn, and throws them away. For every read it is noted " +
    "when it was asked for, when it was answered and how many bytes came. The report gives times to " +
    "the first byte and to a whole key, stalls, and what follows from them.",
    "Whatever the runtime itself waits for before the first line of the program is not in the figures: " +
    "on a kernel whose generator is not yet initialised measure from outside, from exec to exit.",
  ],
  options: [
    valued("random-file", "SOURCE", "measure SOURCE instead of /dev/random; - is stdin", {
      short: "r",
      completes: "file",
    }),
    valued("rounds", "N", "rounds, each with one key in each mode, default 10", {
      description: "With --seconds and without --rounds as many as there is time for, up to 10000.",
    }),
    valued("seconds", "SECONDS", "end after SECONDS, in the middle of a round if need be"),
    valued("size", "BYTES", "length of the keys, 128 to 4096, default 128", { short: "s" }),
    valued("pause", "SECONDS", "wait between two rounds, default 0.1; 0 for none"),
    valued("stall", "MS", "a read that takes longer than MS milliseconds is a stall, default 1"),
    valued("timeout", "SECONDS", "a round that takes longer has starved, default 60", {
      description:
        "A round that starves is a result, not an error. Opening the source is held to " +
        "the same limit.",
    }),
    flag("json", "print the report as JSON, with every read", {
      description: "The schema is starvation.schema.json.",
    }),
    valued("html", "FILE", "write a page with charts to FILE as well", { completes: "file" }),
    flag("help", "print this help", { short: "h" }),
  ],
  exitCodes: [
    ["0", "measured, whether or not the source starved"],
    ["1", "wrong usage, or the source could not be opened, failed or ended"],
    ["4", "the report or the page could not be written"],
    ["128+n", "signal n arrived; the report tells what was measured until then"],
  ],
};
