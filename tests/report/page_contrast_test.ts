import { assert, assertAlmostEquals, assertEquals } from "../assert.ts";
import { PAGE_STYLE } from "../../lib/report/page/page_style.ts";

/** Relative luminance of "#rrggbb" (WCAG 2.2, definition of relative luminance). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio). */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The variables of the light and the dark scheme. */
function schemes(): readonly ReadonlyMap<string, string>[] {
  const blocks = PAGE_STYLE.match(/:root \{[^}]*\}/g) ?? [];
  return blocks.map((block) =>
    new Map(Array.from(block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g), ([, name, colour]) => [
      name,
      colour,
    ]))
  );
}

/** Text, the ground that it stands on. */
const TEXTS: readonly (readonly [text: string, ground: string])[] = [
  ...["text", "muted", "good", "caution", "bad", "neutral"].map((text) =>
    [text, "ground"] as const
  ),
  ...["text", "muted"].map((text) => [text, "raised"] as const),
  // A verdict has its headline in its colour and its sentences in that of the text.
  ...["good", "caution", "bad", "neutral"].flatMap((tone) =>
    [tone, "text"].map((text) => [text, `${tone}-ground`] as const)
  ),
];

Deno.test("contrast() gives the figures of the guideline", () => {
  assertEquals(contrast("#ffffff", "#000000"), 21);
  assertAlmostEquals(contrast("#777777", "#ffffff"), 4.478, 1e-3);
  assertAlmostEquals(contrast("#767676", "#ffffff"), 4.542, 1e-3);
});

Deno.test("text on a page has a contrast of 4.5 to 1 in both schemes, and marks have 3 to 1", () => {
  const both = schemes();
  assertEquals(both.length, 2);
  for (const scheme of both) {
    const of = (one: string, other: string) => contrast(scheme.get(one)!, scheme.get(other)!);
    for (const [text, ground] of TEXTS) {
      assert(of(text, ground) >= 4.5, `${text} on ${ground}: ${of(text, ground)}`);
    }
    assert(of("accent", "ground") >= 3, `accent: ${of("accent", "ground")}`);
  }
});
