/**
 * Variance over rows, column by column, from the means and squared deviations of batches. Deviations are taken inside
 * a batch, so columns far from zero keep their digits.
 *
 * @see Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979)
 */
export class ColumnSpread {
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  #rowCount = 0;

  constructor(columnCount: number) {
    this.#mean = new Float64Array(columnCount);
    this.#squares = new Float64Array(columnCount);
  }

  /**
   * @param mean - `[columns]` of the batch
   * @param squares - `[columns]` sums of squared deviations from it
   */
  add(rowCount: number, mean: ArrayLike<number>, squares: ArrayLike<number>): void {
    const all = this.#rowCount + rowCount;
    for (let j = 0; j < this.#mean.length; j++) {
      const step = mean[j]! - this.#mean[j]!;
      this.#squares[j]! += squares[j]! + (step * step * this.#rowCount * rowCount) / all;
      this.#mean[j]! += (step * rowCount) / all;
    }
    this.#rowCount = all;
  }

  /** Population variances, summed over columns. */
  totalVariance(): number {
    return this.#squares.reduce((sum, value) => sum + value, 0) / this.#rowCount;
  }
}
