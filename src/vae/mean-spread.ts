/** How posterior means spread over rows: unit by unit, and in how many directions. */

export interface MeanSpread {
  /** `[latent]` population variances over rows. */
  readonly meanVariancePerUnit: readonly number[];
  /**
   * (trace C)^2 / trace(C^2) of the covariance C: 1 where all rows lie on a line, however it runs through the units, and
   * the number of units where they spread evenly; 0 where they do not spread.
   */
  readonly dimensions: number;
}

/** @param means - `[rows, latent]` */
export function meanSpread(means: ArrayLike<number>, latentCount: number): MeanSpread {
  const rowCount = means.length / latentCount;
  const centre = new Float64Array(latentCount);
  for (let i = 0; i < means.length; i++) centre[i % latentCount]! += means[i]! / rowCount;
  const covariance = new Float64Array(latentCount * latentCount);
  for (let row = 0; row < means.length; row += latentCount) {
    for (let i = 0; i < latentCount; i++) {
      const own = (means[row + i]! - centre[i]!) / rowCount;
      for (let j = 0; j <= i; j++) covariance[i * latentCount + j]! += own * (means[row + j]! - centre[j]!);
    }
  }
  const meanVariancePerUnit = Array.from(centre, (_, i) => covariance[i * latentCount + i]!);
  let squares = 0;
  for (let i = 0; i < latentCount; i++)
    for (let j = 0; j <= i; j++) squares += (i === j ? 1 : 2) * covariance[i * latentCount + j]! ** 2;
  const trace = meanVariancePerUnit.reduce((sum, variance) => sum + variance, 0);
  return { meanVariancePerUnit, dimensions: squares > 0 ? trace ** 2 / squares : 0 };
}
