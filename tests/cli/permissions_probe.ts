import { system } from "../../lib/system/mod.ts";
/**
 * Makes a key with the program's own pipeline and, between two reads of the source, tries everything that
 * has been given up by then. Arguments: source, key file. Prints one line of JSON: what came of each try.
 *
 * It is no part of the program: it stands for code that has got into it, such as a manipulated dependency.
 */
import { generate } from "../../lib/key/generate.ts";
import type { GenerateListener } from "../../lib/key/types.ts";
import { SILENT_LISTENER } from "../keys.ts";

/** "NotCapable" where the runtime refuses, "succeeded" where it does not. */
type Tries = Record<string, string>;

async function tryAll(): Promise<Tries> {
  const actions: Record<string, () => unknown> = {
    connect: () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
    listen: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
    fetch: () => fetch("http://127.0.0.1:8080/"),
    resolve: () => Deno.resolveDns("localhost", "A", { nameServer: { ipAddr: "127.0.0.1" } }),
    run: () => new Deno.Command("true").outputSync(),
    spawn: () => new Deno.Command("/bin/true").spawn().status,
    dlopen: () => Deno.dlopen("libc.so.6", {}).close(),
    "environment variable": () => Deno.env.get("HOME"),
    environment: () => Deno.env.toObject(),
    "/proc": () => Deno.openSync("/proc/self/environ").close(),
    hostname: () => Deno.hostname(),
    "operating system": () => Deno.osRelease(),
    "network interfaces": () => Deno.networkInterfaces(),
    import: () => import(["http:", "//127.0.0.1:9/module.ts"].join("")),
  };
  const tries: Tries = {};
  for (const [name, action] of Object.entries(actions)) {
    try {
      await action();
      tries[name] = "succeeded";
    } catch (error) {
      tries[name] = error instanceof Error ? error.name + ": " + error.message : String(error);
    }
  }
  for (const name of ["net", "run", "ffi", "env", "sys", "import"] as const) {
    tries[`state of ${name}`] = (await Deno.permissions.query({ name })).state;
  }
  return tries;
}

const [source, keyFile] = Deno.args;
let tried: Promise<void> | null = null;
const listener: GenerateListener = {
  ...SILENT_LISTENER,
  onShortRead: () => {
    tried ??= tryAll().then((tries) => console.log(JSON.stringify(tries)));
  },
};

const receipt = await generate(
  system,
  {
    source: { kind: "file", path: source },
    keySizeBytes: 128,
    destination: { kind: "file", path: keyFile, noClobber: false, makeDirectories: false },
    timeoutSeconds: null,
    imageSigns: [],
    reportsPrevious: false,
    warnings: [],
  },
  listener,
  new Promise<never>(() => {}),
  () => {},
);
console.log(JSON.stringify({ powersDropped: receipt.permissionsDropped }));
