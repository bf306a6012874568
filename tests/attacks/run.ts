/**
 * Runs the attack tests on the program from source and as a bundle on Bun: `deno task test:attacks`. They get
 * mounts of their own. ATTACK_RUNS says how often each race is run (2,000 unless said); FORMS names one form.
 */
import { BUNDLE, bundle } from "../../scripts/build/bundle.ts";
import { BunRuntimes } from "../../scripts/build/compile_with_bun.ts";
import { ROOT } from "../../scripts/build/project.ts";
import { hostTarget } from "../../scripts/build/targets.ts";

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

const work = await Deno.makeTempDir({ prefix: "keygen-attacks-" });
let passed = true;
try {
  const forms = await makeForms(work);
  const wanted = Deno.env.get("FORMS")?.split(",") ?? Object.keys(forms);
  const files = Deno.args.length > 0 ? Deno.args : [`${ROOT}tests/attacks/`];
  for (const name of wanted) {
    console.log(`== attacks on the program on ${name}`);
    const { success } = await new Deno.Command("unshare", {
      args: [
        ...["--mount", "--propagation", "private", Deno.execPath()],
        ...["test", "-A", "--no-prompt", ...files],
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
