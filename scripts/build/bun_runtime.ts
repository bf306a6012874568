import type { PinnedPackage } from "./npm_package.ts";

/** The Bun that bundles, and whose runtime is inside the executables. */
export const BUN_VERSION = "1.4.5";

/** The packages of that version; the sums are those that the npm registry gave on 2026-11-22. */
const INTEGRITY: Readonly<Record<string, string>> = {
  "bun-linux-x64":
    "sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==",
  "bun-linux-x64-musl":
    "sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==",
  "bun-linux-aarch64":
    "sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
  "bun-linux-aarch64-musl":
    "sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==",
  "bun-darwin-x64":
    "sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==",
  "bun-darwin-aarch64":
    "sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==",
};

/** The package with the Bun of a target, named as in the table of targets. */
export function bunPackage(name: string): PinnedPackage {
  return { name: `@oven/${name}`, version: BUN_VERSION, integrity: INTEGRITY[name] };
}
