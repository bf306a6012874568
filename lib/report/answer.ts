/** What a report says of a source, and what that rests on. */
export interface Answer<Outcome extends string> {
  readonly outcome: Outcome;
  readonly headline: string;
  readonly sentences: readonly string[];
}

/** How something came out: as wanted, worth a look, or wrong. Never shown by colour alone. */
export type Tone = "good" | "caution" | "bad" | "neutral";

/** The tone of what a run comes to. */
export const TONES = {
  passed: "good",
  incomplete: "caution",
  departs: "bad",
  failed: "bad",
  unmet: "bad",
} as const;

/** What a run comes to. */
export type Result = keyof typeof TONES;
