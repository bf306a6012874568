/**
 * Measures, in virtual machines, how long a key takes as the first thing after boot: `deno task
 * bench:boot [--boots N] [--accel tcg|kvm] [--kernel PACKAGE] [--program FILE] [--readers LIST]
 * [--output FILE]`.
 *
 * Needs no root. On hosts that are virtual machines themselves KVM may open and then crawl, so software
 * emulation is the default; waiting for the kernel's generator does not depend on the processor's speed.
 */
import { getopt } from "../lib/cli/getopt.ts";
import { spread } from "../lib/stats/quantile.ts";
import { packInitramfs } from "./boot/initramfs.ts";
import { unpackKernel } from "./boot/kernel.ts";
import { type Boot, bootMachine, type MachineOptions } from "./boot/machine.ts";
import { run } from "./boot/run.ts";
import { READERS, VARIANTS } from "./boot/variants.ts";
import { conditionLines, markdownTable } from "./tables.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const WORK = `${ROOT}dist/boot`;

/** Programs that have to be there, with their Debian packages. */
const NEEDED: readonly (readonly [program: string, debianPackage: string])[] = [
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["cpio", "cpio"],
  ["gcc", "gcc and libc6-dev"],
  ["dpkg", "dpkg"],
  ["apt-get", "apt"],
];

const DEFAULTS = {
  boots: "10",
  accel: "tcg",
  kernel: "linux-image-cloud-amd64",
  program: "",
  readers: READERS.join(","),
  output: `${WORK}/boots.jsonl`,
};

function parseOptions(args: readonly string[]): typeof DEFAULTS {
  const options = { ...DEFAULTS };
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const table = names.map((long) => ({ key: long, long, takesValue: true }));
  for (const parsed of getopt(args, table)) {
    if (parsed.kind === "error") throw new Error(parsed.message);
    if (parsed.kind === "positional") throw new Error(`Unexpected argument '${parsed.value}'`);
    options[parsed.key as keyof typeof DEFAULTS] = parsed.value ?? "";
  }
  return options;
}

async function missingPrograms(): Promise<string[]> {
  const checks = NEEDED.map(async ([program, debianPackage]) => {
    const found = await run(["sh", "-c", `command -v ${program}`]).catch(() => null);
    return found === null ? [`${program} (Debian package ${debianPackage})`] : [];
  });
  return (await Promise.all(checks)).flat();
}

/** The executable under test: the one that was named, or one that is built now. */
async function executable(named: string): Promise<string> {
  if (named !== "") return named;
  const output = `${WORK}/program`;
  const built = await run(
    [
      Deno.execPath(),
      "run",
      "-A",
      `${ROOT}scripts/build.ts`,
      "--runtime",
      "bun",
      "--output",
      output,
    ],
  );
  const path = built.split("\n").find((line) => line.startsWith(output));
  if (path === undefined) throw new Error("The build names no executable");
  return path;
}

/** One row a variant and reader: median and range, and the part that the program saw itself. */
function summaryTable(boots: readonly Boot[]): string {
  const rows = VARIANTS.flatMap(({ name }) =>
    READERS.flatMap((reader) => {
      const mine = boots.filter((boot) => boot.variant === name && boot.reader === reader);
      const whole = spread(mine.map(({ execToExitMilliseconds }) => execToExitMilliseconds));
      if (whole === null) return [];
      const inside = spread(
        mine.flatMap(({ gatheringMilliseconds }) => gatheringMilliseconds ?? []),
      );
      const range = `${whole.minimum.toFixed(1)}-${whole.maximum.toFixed(1)}`;
      return [[
        name,
        reader === "probe"
          ? "128-byte read in C"
          : `keygen ${reader === "-l" ? "-l" : "(default)"}`,
        `${whole.median.toFixed(1)} (${range})`,
        inside === null ? "" : inside.median.toFixed(1),
        `${whole.count}`,
      ]];
    })
  );
  return markdownTable(
    ["boot variant", "who asks", "exec to exit, ms: median (range)", "inside, ms", "boots"],
    rows,
  );
}

async function main(): Promise<void> {
  const options = parseOptions(Deno.args);
  const missing = await missingPrograms();
  if (missing.length > 0) {
    console.log(`skipped: no machines are booted here; missing: ${missing.join(", ")}`);
    return;
  }
  await Deno.mkdir(WORK, { recursive: true });
  const kernel = await unpackKernel(options.kernel, WORK);
  const init = `${WORK}/init`;
  await run(["gcc", "-O2", "-Wall", "-static", "-o", init, `${ROOT}bench/boot/init.c`]);
  const contents = { init, program: await executable(options.program) };
  const machine: MachineOptions = {
    accelerator: options.accel === "kvm" ? "kvm" : "tcg",
    memoryMegabytes: 768,
    timeoutSeconds: 120,
  };
  const images = await Promise.all(VARIANTS.map(async (variant, index) => {
    const path = `${WORK}/initramfs-${kernel.release}-${index}.gz`;
    await packInitramfs(variant, kernel, contents, path);
    return { variant, path };
  }));
  const wanted = options.readers.split(",");
  const readers = READERS.filter((reader) => wanted.includes(reader));
  const boots: Boot[] = [];
  // Interleaved, so that whatever else the host does falls on all variants alike.
  for (let number = 1; number <= Number(options.boots); number++) {
    for (const { variant, path } of images) {
      for (const reader of readers) {
        const boot = await bootMachine(variant, reader, kernel, path, machine);
        boots.push(boot);
        const line = JSON.stringify({ number, ...boot });
        console.log(line);
        await Deno.writeTextFile(options.output, line + "\n", {
          append: number > 1 || boots.length > 1,
        });
      }
    }
  }
  const qemu = (await run(["qemu-system-x86_64", "--version"])).split("\n")[0];
  console.log(
    ["", ...await conditionLines(), `${qemu}, ${machine.accelerator}, kernel ${kernel.release}`, ""]
      .join("\n"),
  );
  console.log(summaryTable(boots));
}

if (import.meta.main) await main();
