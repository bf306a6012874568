/** Points that a chart can show. */
const MAX_POINTS = 256;

/**
 * Figures along a stream of which nobody knows the length, in at most 256 points: when they are used up, neighbours
 * are joined.
 *
 * @example
 * const failures = new Timeline((a, b) => a + b);
 * for (const block of blocks) failures.add(fails(block) ? 1 : 0);
 */
export class Timeline {
  #points: number[] = [];
  #figures = 0;
  #figuresPerPoint = 1;

  /** @param join what stands for two neighbours */
  constructor(private readonly join: (a: number, b: number) => number) {}

  add(figure: number): void {
    if (this.#figures === MAX_POINTS * this.#figuresPerPoint) {
      const points = this.#points;
      this.#points = points.filter((_, i) => i % 2 === 0)
        .map((point, i) => this.join(point, points[2 * i + 1]));
      this.#figuresPerPoint *= 2;
    }
    const last = Math.floor(this.#figures / this.#figuresPerPoint);
    this.#points[last] = last in this.#points ? this.join(this.#points[last], figure) : figure;
    this.#figures++;
  }

  /** A copy; the last may stand for fewer figures. */
  get points(): readonly number[] {
    return [...this.#points];
  }

  get figuresPerPoint(): number {
    return this.#figuresPerPoint;
  }
}
