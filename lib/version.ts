/** The version of the program, the same as in deno.json (a test compares them). */
export const VERSION = "0.2.0";
