/** A piece of HTML; only `hypertext` and `drawing` make one, so that text never becomes HTML by accident. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text and numbers are escaped, pieces of HTML and lists of them are not. */
export type Insertable = Html | string | number | null | readonly Insertable[];

/**
 * Template tag for HTML. Whatever is inserted is escaped for text and for attributes in double quotes; the
 * name of a source or of a file can hold any character. Null inserts nothing.
 *
 * @example
 * hypertext`<p title="${path}">${path}</p>`
 */
export function hypertext(strings: TemplateStringsArray, ...inserted: readonly Insertable[]): Html {
  return new Html(strings.reduce((text, next, i) => text + toText(inserted[i - 1]) + next));
}

/** Takes an SVG as the charting library serialized it. */
export function drawing(svg: string): Html {
  return new Html(svg);
}

function toText(value: Insertable): string {
  if (value === null) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return value.map(toText).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
