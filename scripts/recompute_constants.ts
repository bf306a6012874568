/**
 * Derives the constants and bounds of the self-test, chances of findings about keys, and the tables of SP 800-22
 * anew and fails when one differs.
 *
 *     deno task constants           a few seconds; the poker bounds at 15 lengths
 *     deno task constants --all     the poker bounds at all 3,969 lengths, half an hour
 */
import {
  allLengths,
  checkBitBounds,
  checkLongestRunBounds,
  checkOnesBounds,
  checkPokerBounds,
  checkRunsBounds,
} from "./constants/bounds.ts";
import { checkClaimLimits } from "./constants/claim_limits.ts";
import { parseScriptArguments, runScript } from "./command_line.ts";
import type { Check } from "./constants/check.ts";
import { checkFalseRejections } from "./constants/false_rejections.ts";
import { checkFindingChances } from "./constants/finding_chances.ts";
import { checkPokerQuantiles } from "./constants/poker_quantiles.ts";
import { checkRunCumulants, checkRunsQuantiles } from "./constants/run_cumulants.ts";
import { checkTextInside } from "./constants/text_inside.ts";
import { checkRecordings } from "./constants/recordings.ts";
import { checkSp80022 } from "./constants/sp800_22.ts";
import { checkSp80022Tails } from "./constants/sp800_22_tails.ts";
import { checkDeflatedChances } from "./constants/deflated_chances.ts";

const CHOSEN_BYTES = [128, 129, 160, 256, 349, 512, 1000, 1024, 2048, 2500, 3000, 4096];

function chosenAndRandom(lengths: readonly number[]): number[] {
  const random = Array.from({ length: 3 }, () => lengths[Math.floor(Math.random() * 1024)]);
  return [...CHOSEN_BYTES.map((bytes) => 8 * bytes), ...random];
}

function printLine(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function report({ name, detail, problems }: Check): boolean {
  printLine(`${problems.length === 0 ? "ok  " : "FAIL"} ${name}: ${detail}`);
  for (const problem of problems) printLine(`     ${problem}`);
  return problems.length === 0;
}

const OPTIONS = [{ name: "all", summary: "at every key length, half an hour" }];

if (import.meta.main) {
  await runScript("constants", () => {
    const all = parseScriptArguments("constants", OPTIONS, Deno.args).values["all"] !== undefined;
    const every = allLengths();
    const chosen = chosenAndRandom(every);
    const progress = (bits: number) => {
      if (all && bits % 2048 === 0) printLine(`     poker test: ${bits / 8} bytes`);
    };
    const checks: (() => Check | Check[])[] = [
      checkClaimLimits,
      checkSp80022Tails,
      checkRunCumulants,
      checkRunsQuantiles,
      checkPokerQuantiles,
      checkTextInside,
      checkDeflatedChances,
      checkFindingChances,
      checkRecordings,
      () => checkFalseRejections(every),
      () => checkOnesBounds(chosen),
      () => checkLongestRunBounds(every),
      () => checkBitBounds(every),
      () => checkRunsBounds(every),
      () => checkPokerBounds(all ? every : chosen, progress),
    ];
    let right = true;
    for (const check of checkSp80022()) right = report(check) && right;
    for (const run of checks) {
      for (const check of [run()].flat()) right = report(check) && right;
    }
    Deno.exit(right ? 0 : 1);
  });
}
