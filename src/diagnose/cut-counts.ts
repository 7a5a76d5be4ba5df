/** How many ones a row is answered at a cut that was chosen on other rows, beside how many it has. */
import { answersFrom, type CutAnswers, type CutName } from './binary-metrics.ts';
import { binOf, type ChosenThresholds } from './chosen-thresholds.ts';
import { BINS, CODE_OF_ONES, type ScoreHistogram } from './score-histogram.ts';

const CUT_NAMES: readonly CutName[] = ['bestF1', 'prevalenceMatched'];

export class CutCounts {
  readonly #cuts: readonly { readonly name: CutName; readonly threshold: number; readonly bin: number }[];
  readonly #squares: Float64Array;

  constructor(thresholds: ChosenThresholds) {
    this.#cuts = CUT_NAMES.flatMap((name) => {
      const threshold = thresholds[name];
      return threshold === undefined ? [] : [{ name, threshold, bin: binOf(threshold) }];
    });
    this.#squares = new Float64Array(this.#cuts.length);
  }

  /** @param codes - `[rows, columns]` as `countCodes` reads them; negative ones do not count */
  add(codes: Float32Array, rowCount: number): void {
    const columns = codes.length / rowCount;
    for (const [index, { bin }] of this.#cuts.entries()) {
      let squares = 0;
      for (let row = 0; row < rowCount; row++) {
        let surplus = 0;
        for (let at = row * columns; at < (row + 1) * columns; at++) {
          const code = codes[at]!;
          if (code < 0) continue;
          const isOne = code >= CODE_OF_ONES;
          if ((isOne ? code - BINS : code) >= bin) surplus++;
          if (isOne) surplus--;
        }
        squares += surplus * surplus;
      }
      this.#squares[index]! += squares;
    }
  }

  /**
   * @param histogram - of the same entries
   * @param rowLooks - looks at rows that have entries which count
   * @returns undefined where no cut could be chosen
   */
  answers(histogram: ScoreHistogram, rowLooks: number): Partial<Record<CutName, CutAnswers>> | undefined {
    if (this.#cuts.length === 0) return undefined;
    const entries = histogram.reduce((sum, count) => sum + count, 0);
    return Object.fromEntries(
      this.#cuts.map(({ name, threshold, bin }, index) => {
        const above = (from: number): number => histogram.subarray(from + bin, from + BINS).reduce((a, b) => a + b, 0);
        const answeredOne = (above(0) + above(CODE_OF_ONES)) / entries;
        const countMse = this.#squares[index]! / rowLooks;
        return [name, { threshold, answeredOne, ...answersFrom(histogram, bin), countMse }];
      }),
    );
  }
}
