import { assert, assertEquals } from "../../assert.ts";
import { findBrowser, lookAt, printPage } from "../../browser.ts";
import { runCommand, runProgram } from "../../cli/program.ts";
import { withDirectory } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { fairBytes } from "../../report/samples.ts";
import { uniform } from "../../sp800_90b/standard_data.ts";

/** Each kind of page, as the program itself writes it. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  "assess": ["assess", "fair"],
  "assess of what departs": ["assess", "bad"],
  "assess of raw noise": ["assess", "--raw", "--bits-per-symbol=4", "noise"],
  "assess --fips": ["assess", "--fips", "fair"],
  "assess --sp800-22": ["assess", "--sp800-22", "--sequence-bits=8K", "fair"],
  "assess --iid": ["assess", "--iid", "--bits-per-symbol=4", "noise"],
  "a whole entropy source": [
    ...["assess", "--bits-per-symbol=4", "noise", "--restart=restarts", "--rows=100"],
    ...["--columns=100", "--conditioning=n_in=512,n_out=128,nw=256", "--conditioned=fair"],
  ],
  "assess --standards": ["assess", "--standards", "--sequence-bits=8K", "fair"],
  "starvation": ["starvation", "--rounds=3", "--pause=0", "-r", "fair"],
};

/** Where pictures and papers are left, for people who want to look themselves. */
const KEPT = Deno.env.get("KEEP_PAGES");

const withPages = (action: (name: string, page: string, directory: string) => Promise<void>) =>
  withDirectory(async (directory) => {
    const fair = await fairBytes(25_000);
    await Deno.writeFile(`${directory}/fair`, fair);
    const bad = fair.slice();
    bad.fill(0, 15_000, 17_500);
    await Deno.writeFile(`${directory}/bad`, bad);
    await Deno.writeFile(`${directory}/noise`, uniform(10_000, 51, 4));
    await Deno.writeFile(`${directory}/restarts`, uniform(10_000, 52, 4));
    for (const [name, words] of Object.entries(PAGES)) {
      const outcome = await runProgram([...words, "--html=page.html"], { cwd: directory });
      assertEquals(outcome.code, 0, `${name}: ${outcome.stderr}`);
      await action(name, `${directory}/page.html`, directory);
    }
  });

/** Both schemes, a desk and a phone. */
const LOOKS = [
  { scheme: "light", widthPixels: 1280 },
  { scheme: "dark", widthPixels: 390 },
] as const;

Deno.test({
  name:
    "every page fits a desk and a phone without errors or requests, and paper breaks no word of it",
  ignore: findBrowser() === null ||
    skipWithout({ programs: { pdftotext: "poppler-utils" } }, "pages on paper"),
  fn: () =>
    withPages(async (name, page, directory) => {
      const looks = LOOKS.map((look) => ({
        ...look,
        ...(KEPT ? { screenshot: `${KEPT}/${name} ${look.scheme} ${look.widthPixels}.png` } : {}),
      }));
      const sights = await lookAt(page, looks);
      for (const [i, sight] of sights.entries()) {
        const { scheme, widthPixels } = LOOKS[i];
        const what = `${name}, ${scheme}, ${widthPixels} pixels`;
        assertEquals([sight.errors, sight.requests], [[], []], what);
        assertEquals(sight.documentWidthPixels, widthPixels, what);
        assert(!/NaN|undefined|\[object/.test(sight.text), what);
      }

      const pdf = `${KEPT ?? directory}/${name}.pdf`;
      await printPage(page, pdf);
      const { code, stdout } = await runCommand(["pdftotext", "-layout", pdf, "-"]);
      assertEquals(code, 0);
      const printed = new Set(wordsOf(stdout));
      assertEquals(wordsOf(sights[0].text).filter((word) => !printed.has(word)), [], name);
    }),
});

/** Letters side by side: figures and digests may go on in the next line, words may not. */
function wordsOf(text: string): string[] {
  return text.normalize("NFKC").match(/[A-Za-z]{3,}/g) ?? [];
}
