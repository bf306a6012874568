import { ROOT } from "../../scripts/build/project.ts";
import { assert } from "../assert.ts";
import { blocks, readme } from "../readme.ts";

Deno.test("the README is short, and three nodes take at most six commands", () => {
  const lines = readme.trimEnd().split("\n").length;
  assert(lines <= 150, `${lines} lines`);
  const [[install], [nodes]] = ["Install", "Three nodes"].map((heading) => blocks("sh", heading));
  // Two that make the inventory and give the key; the others do it again.
  const needed = [...install.trim().split("\n"), ...nodes.trim().split("\n").slice(0, 2)];
  assert(needed.length <= 6, needed.join("\n"));
});

Deno.test("the README names only files that there are", async () => {
  for (const [, path] of readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
    assert((await Deno.stat(ROOT + path)).isFile, path);
  }
  for (const [, path] of readme.matchAll(/(scripts\/[\w./-]+)/g)) {
    assert((await Deno.stat(ROOT + path)).isFile, path);
  }
});
