/**
 * The style of every page. Charts use the same variables, so that they follow the reader's scheme too. The dark
 * scheme is for screens only: paper is white.
 *
 * Text and badges have a contrast of at least 4.5 to 1 on their ground, marks at least 3 to 1 (WCAG 2.2, 1.4.3
 * and 1.4.11).
 */
export const PAGE_STYLE = `
:root {
  --ground: #ffffff; --raised: #f5f7f9; --text: #1b2127; --muted: #56616d; --line: #d5dbe1;
  --accent: #2666a8; --accent-soft: #bcd4ec;
  --good: #17703f; --good-ground: #e8f4ec; --caution: #8a5300; --caution-ground: #fcf3e0;
  --bad: #b0201a; --bad-ground: #fdecea; --neutral: #56616d; --neutral-ground: #f5f7f9;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #12161a; --raised: #1b2127; --text: #e4e8ec; --muted: #9ba7b3; --line: #323b44;
    --accent: #6aaeea; --accent-soft: #2a4866;
    --good: #58c88c; --good-ground: #14291e; --caution: #e2ab52; --caution-ground: #2d2413;
    --bad: #f2827a; --bad-ground: #351a18; --neutral: #9ba7b3; --neutral-ground: #1b2127;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 62rem;
  background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word;
}
h1 { margin: 0; font-size: 1.7rem; line-height: 1.25; }
h2 { margin: 0 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 0 0 .25rem; font-size: 1rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
section { margin-top: 2.5rem; }
.kicker { margin-bottom: .25rem; color: var(--muted); font-size: .85rem; }
.subtitle, .explanation, caption, footer { color: var(--muted); }
.subtitle { margin: .35rem 0 0; }
.verdict { margin-top: 1.5rem; padding: 1.1rem 1.25rem .4rem; border-left: .35rem solid; }
.verdict h2 { font-size: 1.3rem; }
.verdict p { color: var(--text); }
.good { color: var(--good); background: var(--good-ground); border-color: var(--good); }
.caution { color: var(--caution); background: var(--caution-ground); border-color: var(--caution); }
.bad { color: var(--bad); background: var(--bad-ground); border-color: var(--bad); }
.neutral { color: var(--neutral); background: var(--neutral-ground); border-color: var(--neutral); }
.badge {
  display: inline-block; padding: 0 .5em; border-radius: .3em;
  font-size: .85em; font-weight: 600; white-space: nowrap;
}
.figures { display: grid; gap: 1rem; margin: 1.5rem 0 0;
  grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); }
.figures div { padding: .8rem 1rem; background: var(--raised); border-radius: .4rem; }
.figures dt { color: var(--muted); font-size: .85rem; }
.figures dd { margin: 0; color: var(--muted); font-size: .85rem; line-height: 1.4; }
.figures .value { color: var(--text); font-size: 1.35rem; font-weight: 600; line-height: 1.5;
  font-variant-numeric: tabular-nums; }
table { width: 100%; margin: 0 0 1.5rem; border-collapse: collapse; font-size: .925rem; }
caption { padding-bottom: .5rem; text-align: left; }
th, td { padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line);
  text-align: left; vertical-align: top; font-weight: normal; }
thead th { color: var(--muted); font-size: .85rem; vertical-align: bottom; }
tbody th { font-weight: 600; }
th.numeric, td.numeric { text-align: right; font-variant-numeric: tabular-nums; }
td.numeric { white-space: nowrap; }
figure { margin: 1.75rem 0 0; }
figure .explanation { margin-bottom: .5rem; font-size: .925rem; }
h1, .subtitle, dd, li, td:nth-child(2):last-child { overflow-wrap: anywhere; }
thead th, tbody th { overflow-wrap: normal; }
.chart svg { font-size: 11px; display: block; width: 100%; height: auto; overflow: visible; }
.chart .narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .25rem; padding: 0;
  list-style: none; color: var(--muted); font-size: .85rem; }
.swatch { width: 1.2rem; height: .8rem; margin-right: .4em; vertical-align: -.05em; }
ul { max-width: 46rem; padding-left: 1.2rem; }
li { margin-bottom: .35rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .85rem; }
@media screen and (max-width: 40rem) {
  body { padding: 1.25rem 1rem 2rem; }
  h1 { font-size: 1.4rem; }
  .chart .wide { display: none; }
  .chart .narrow { display: block; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; }
  .chart .scaled { font-size: 17px; }
  .sideways { overflow-x: auto; }
  .blocks, .blocks :is(caption, tbody, tr, th, td) { display: block; }
  .blocks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .blocks tbody tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .blocks :is(tbody th, td) { padding: .1rem 0; border: 0; }
  .blocks td { text-align: left; white-space: normal; }
  .blocks td::before { content: attr(data-label) ": "; color: var(--muted); }
  .blocks td:empty { display: none; }
}
@media print {
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .figures { grid-template-columns: repeat(4, 1fr); gap: .5rem; }
  .figures div { padding: .5rem .6rem; }
  figure, .verdict, .figures, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .verdict, .badge, .figures div, svg { print-color-adjust: exact; }
}
`;
