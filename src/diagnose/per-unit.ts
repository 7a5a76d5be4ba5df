/** Statistics of latent units over rows. */

export const averageOf = (values: Float64Array): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** Population variance. */
export const varianceOf = (values: Float64Array): number => {
  const centre = averageOf(values);
  return averageOf(values.map((value) => (value - centre) ** 2));
};

/** One number per latent unit. @param block - `[rows, latent]` */
export function perUnit(
  block: Float32Array,
  latentCount: number,
  statistic: (values: Float64Array) => number,
): number[] {
  const rowCount = block.length / latentCount;
  return Array.from({ length: latentCount }, (_, unit) =>
    statistic(Float64Array.from({ length: rowCount }, (_, row) => block[row * latentCount + unit]!)),
  );
}
