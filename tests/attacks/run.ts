/**
 * Runs the attack tests on the program from source and as a bundle on Bun: `deno task test:attacks`. They get
 * mounts of their own. ATTACK_RUNS says how often each race is run (2,000 unless said); FORMS names one form. Where not
 * the whole is run, the form on Deno is attacked in what the runtime decides, and all else on Bun alone.
 */
import { BUNDLE, bundle } from "../../scripts/build/bundle.ts";
import { BunRuntimes } from "../../scripts/build/compile_with_bun.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { parseScriptArguments, requireFiles, runScript } from "../../scripts/command_line.ts";
import { hostTarget } from "../../scripts/build/targets.ts";
import { IS_WHOLE } from "../share.ts";

/** Its system calls, what it leaves in memory, and how much goes by between two of its calls. */
const DECIDED_BY_RUNTIME = ["by_name", "memory", "mount", "race"]
  .map((name) => `${ROOT}tests/attacks/${name}_test.ts`);

async function makeForms(work: string): Promise<Readonly<Record<string, string>>> {
  const host = hostTarget();
  if (host === undefined) throw new Error(`${Deno.build.target} is not supported`);
  await bundle(work, "main.ts");
  const bun = await new BunRuntimes(work).path(host.bun);
  return {
    Deno: `${Deno.execPath()} run -A --no-prompt ${ROOT}main.ts`,
    Bun: `${bun} run --no-install ${work}/${BUNDLE}`,
  };
}

const OPTIONS = [{ name: "filter", value: "NAME", summary: "only tests with that in their names" }];

/** All of them, unless files are named or some are left out. */
function filesFor(form: string, named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  return IS_WHOLE || form !== "Deno" ? [`${ROOT}tests/attacks/`] : DECIDED_BY_RUNTIME;
}

async function runAttacks(named: readonly string[], filter: readonly string[]): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "keygen-attacks-" });
  let passed = true;
  try {
    const forms = await makeForms(work);
    const wanted = Deno.env.get("FORMS")?.split(",") ?? Object.keys(forms);
    for (const name of wanted) {
      console.log(`== attacks on the program on ${name}`);
      const { success } = await new Deno.Command("unshare", {
        args: [
          ...["--mount", "--propagation", "private", Deno.execPath()],
          ...["test", "--config", "tests/deno.json", "--no-check", "-A", "--no-prompt"],
          ...filesFor(name, named),
          ...filter,
        ],
        cwd: ROOT,
        env: {
          PROGRAM_UNDER_TEST: forms[name],
          ATTACKS_OUTSIDE: await Deno.readLink("/proc/self/ns/mnt"),
        },
      }).spawn().status;
      passed &&= success;
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  if (!passed) Deno.exit(1);
}

await runScript("test:attacks", async () => {
  const words = { names: "[TEST_FILE...]", max: Infinity };
  const given = parseScriptArguments("test:attacks", OPTIONS, Deno.args, words);
  await requireFiles(given.positionals);
  await runAttacks(
    given.positionals,
    (given.values["filter"] ?? []).map((name) => `--filter=${name}`),
  );
});
