/**
 * Looks at a page in Debian's chromium, as a reader would. No browser is downloaded: where chromium is
 * missing the tests that need it are skipped and say so.
 */
import { type BrowserContext, chromium, type Page } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/lib/chromium/chromium"];

/** Headless, without anything that would touch the network by itself. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Sight {
  /** Console errors, and exceptions nobody caught. */
  readonly errors: readonly string[];
  /** Addresses that the page asked for, apart from itself. */
  readonly requests: readonly string[];
  readonly documentWidthPixels: number;
  readonly viewportWidthPixels: number;
  /** Colour of the ground, as "rgb(r, g, b)": which scheme was used. */
  readonly ground: string;
  readonly visibleCharts: number;
  readonly title: string;
  readonly text: string;
}

export interface Look {
  readonly scheme: "light" | "dark";
  readonly widthPixels: number;
  /** Where to leave a picture, for people. */
  readonly screenshot?: string;
}

function find(): string | null {
  for (const path of PATHS) {
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch { /* not there */ }
  }
  return null;
}

/** Path of chromium; null, with a line on stderr, where there is none. */
export function findBrowser(): string | null {
  const path = find();
  if (path === null) console.error("skipped: no chromium (Debian package chromium)");
  return path;
}

/**
 * Opens an address until all of it is there and nothing more is asked for. On a busy machine the network is idle
 * for half a second before a long page is read to its end.
 */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: "load" });
  await page.waitForLoadState("networkidle");
}

/** Prints a file on A4 paper, as a reader who keeps it would. */
export async function printPage(path: string, pdf: string): Promise<void> {
  await inBrowser(async (context) => {
    const page = await context.newPage();
    await open(page, new URL(path, "file:///").href);
    await page.pdf({ path: pdf, format: "A4" });
  });
}

/** Opens a file in a fresh browser with each look in turn. */
export async function lookAt(path: string, looks: readonly Look[]): Promise<Sight[]> {
  return await inBrowser(async (context) => {
    const sights: Sight[] = [];
    for (const look of looks) {
      const page = await context.newPage();
      const errors: string[] = [];
      const requests: string[] = [];
      page.on("console", (line) => {
        if (line.type() === "error") errors.push(line.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      const address = new URL(path, "file:///").href;
      page.on("request", (request) => {
        if (request.url() !== address) requests.push(request.url());
      });
      await page.emulateMedia({ colorScheme: look.scheme });
      await page.setViewportSize({ width: look.widthPixels, height: 900 });
      await open(page, address);
      const seen = await page.evaluate<Omit<Sight, "errors" | "requests">>(`({
        documentWidthPixels: document.documentElement.scrollWidth,
        viewportWidthPixels: document.documentElement.clientWidth,
        ground: getComputedStyle(document.body).backgroundColor,
        visibleCharts: [...document.querySelectorAll(".chart svg")]
          .filter((svg) => svg.getBoundingClientRect().width > 0).length,
        title: document.title,
        text: document.body.innerText,
      })`);
      if (look.screenshot !== undefined) {
        await page.screenshot({ path: look.screenshot, fullPage: true });
      }
      sights.push({ errors, requests, ...seen });
      await page.close();
    }
    return sights;
  });
}

async function inBrowser<Result>(
  action: (context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const profile = await Deno.makeTempDir({ prefix: "browser-" });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: find()!,
    args: FLAGS,
    viewport: null,
  });
  try {
    return await action(context);
  } finally {
    await context.close();
    await Deno.remove(profile, { recursive: true });
  }
}
