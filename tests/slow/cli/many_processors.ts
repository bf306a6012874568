/**
 * The program on a machine of as many processors as the first argument says. Prints how many threads it started, last on
 * standard error.
 */
const [processors, ...words] = Deno.args;
Object.defineProperty(navigator, "hardwareConcurrency", { value: Number(processors) });
let threads = 0;
const Started = Worker;
globalThis.Worker = class extends Started {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    super(...given);
    threads++;
  }
};
const { exit } = Deno;
Deno.exit = (code) => {
  console.error(`threads ${threads}`);
  return exit(code);
};
const { run } = await import("../../../lib/cli/run.ts");
Deno.exit(await run(words));
