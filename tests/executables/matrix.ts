/**
 * Runs the tests of the command line against the forms of the program, then the tests of the executables
 * themselves, a transcript of every form among them: `deno task test:executables [TEST_FILE...]`. Prints which forms
 * ran, which did not, and why. The form from source runs only files that are named: the other tasks have it by
 * default; so has a bundle whatever a runtime of its kind was compiled with, which runs them here.
 * Where not the whole is run, those by Bun are not tested for assessments, and those by Deno for nothing that takes long
 * and goes by what is read and said.
 */
import { ROOT } from "../../scripts/build/project.ts";
import { parseScriptArguments, requireFiles, runScript } from "../../scripts/command_line.ts";
import { IS_WHOLE } from "../share.ts";
import { makeVariants } from "./variants.ts";

/** The modules through which a test runs the program. */
const RUNS_THE_PROGRAM = /from "\S*\/(program|upstream_run|terminal|key_runs)\.ts"/;

/**
 * Tests of what is computed and said of it, which take long and are the same in every form: of each report
 * reports_test.ts compares the figures, and threads have a test of their own.
 */
const ONE_FORM = [
  "assess_comparison_test.ts",
  "assess_formats_test.ts",
  "assess_gate_test.ts",
  "assess_several_test.ts",
  "assess_sp800_22_test.ts",
  "entropy_source_data_test.ts",
  "entropy_source_gate_test.ts",
  "entropy_source_test.ts",
  "found_files_test.ts",
  "like_rngtest_test.ts",
  "remedies_test.ts",
  "standards_test.ts",
  "wide_samples_test.ts",
];

/** Of each report reports_test.ts compares the figures of executables. */
const ASSESSMENTS = ["assess_test.ts", "assess_failures_test.ts"];

/** Tests that take a third of the time: what is shipped has them. */
const SHIPPED_FORMS = [...ASSESSMENTS, "upstream_test.ts"];

/**
 * Tests of what is read and said, which take most of the time. From source the other tasks run them on Deno too, of
 * a later version.
 */
const SOME_LEAVE_OUT = [
  ...SHIPPED_FORMS,
  "fingerprint_test.ts",
  "install_cases_test.ts",
  "key_places_test.ts",
  "one_of_each_test.ts",
  "output_files_test.ts",
  "parse_test.ts",
  "receipt_test.ts",
  "refusal_test.ts",
  "rejections_test.ts",
  "replacement_test.ts",
  "verify_remedies_test.ts",
  "verify_test.ts",
];

const SOURCE_FORM = "source on Deno";

/** Tests that are not run in a form, unless they are named. */
function leftOut(form: string, isExecutable: boolean): readonly string[] {
  if (!isExecutable) return SHIPPED_FORMS;
  if (IS_WHOLE) return [];
  return form.startsWith("compiled by Deno") ? SOME_LEAVE_OUT : ASSESSMENTS;
}

/** What a runtime of this kind, of any version, makes of a bundle, by name. */
const compiledForm = (bundle: string) => bundle.replace(/^bundle on (\w+).*/, "compiled by $1");

/** Tests that run the program and leave it open which form of it. */
async function commandLineTests(): Promise<string[]> {
  const files: string[] = [];
  for (
    const folder of [
      ...["tests/cli", "tests/commands", "tests/slow/cli"],
      ...["tests/corosync", "tests/files", "tests/key"],
    ]
  ) {
    for await (const { name } of Deno.readDir(ROOT + folder)) {
      if (!name.endsWith("_test.ts") || ONE_FORM.includes(name)) continue;
      const source = await Deno.readTextFile(`${ROOT}${folder}/${name}`);
      if (RUNS_THE_PROGRAM.test(source)) files.push(`${folder}/${name}`);
    }
  }
  // A key is a key when corosync makes a cluster with it.
  return [...files.sort(), "tests/cluster/same_key_test.ts"];
}

/** Side by side, but for those that change their working directory, which all threads of a process share. */
async function runTests(files: readonly string[], env: Record<string, string>): Promise<boolean> {
  const alone = files.filter((file) => /^tests\/(files|cluster)\//.test(file));
  const batches = [["--parallel", ...files.filter((file) => !alone.includes(file))], alone];
  const test = [
    "test",
    "--config",
    "tests/deno.json",
    "--no-check",
    "-A",
    "--no-prompt",
    "--quiet",
  ];
  let passed = true;
  for (const words of batches) {
    if (words.every((word) => word === "--parallel")) continue;
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [...test, ...words],
      cwd: ROOT,
      env,
    }).spawn().status;
    passed &&= success;
  }
  return passed;
}

await runScript("test:executables", async () => {
  const words = { names: "[TEST_FILE...]", max: Infinity };
  const named = parseScriptArguments("test:executables", [], Deno.args, words).positionals;
  await requireFiles(named);
  const work = await Deno.makeTempDir({ prefix: "keygen-variants-" });
  const outcomes: string[] = [];
  let passed = true;
  try {
    const variants = await makeVariants(work);
    const files = named.length > 0 ? named : await commandLineTests();
    const runs = (form: string) =>
      variants.some(({ name, commands }) => name.startsWith(form) && commands !== null);
    for (const { name, isExecutable, commands, missing } of variants) {
      const runElsewhere = name === SOURCE_FORM || (!isExecutable && runs(compiledForm(name)));
      if (runElsewhere && named.length === 0) continue;
      if (commands === null) {
        outcomes.push(`not run  ${name}: ${missing}`);
        continue;
      }
      const ofForm = named.length > 0
        ? files
        : files.filter((file) => !leftOut(name, isExecutable).includes(file.replace(/.*\//, "")));
      console.log(`== ${name}: ${ofForm.length} files of tests`);
      const started = performance.now();
      const good = await runTests(ofForm, {
        PROGRAM_UNDER_TEST: commands.program.join(" "),
        // On Bun there is nothing to give up; the probe is then run from source on Deno, as by default.
        ...(name.includes("Bun") ? {} : { PERMISSIONS_PROBE: commands.permissionsProbe.join(" ") }),
      });
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      outcomes.push(`${good ? "passed " : "FAILED "}  ${name}, ${seconds} s`);
      passed &&= good;
    }
    if (named.length === 0) {
      console.log("== the executables themselves");
      const good = await runTests(["tests/executables/"], {
        VARIANTS: JSON.stringify(variants),
      });
      outcomes.push(`${good ? "passed " : "FAILED "}  the executables themselves`);
      passed &&= good;
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  console.log(outcomes.join("\n"));
  if (!passed) Deno.exit(1);
});
