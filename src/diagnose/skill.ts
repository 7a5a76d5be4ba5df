/**
 * How much of the way from a trivial model to the best possible one a loss has gone.
 *
 *   skill = 1 - (loss - floor) / (baseline - floor)
 *
 * 1 is the floor, 0 the baseline, negative worse than the baseline. What may be compared: the bound (reconstruction
 * plus KL) with rates and chains; the reconstruction alone only with principal components or a plain autoencoder.
 *
 * @param loss - in the unit of the baseline
 * @param floor - the least any model can reach: 0 for bits, the entropy of the targets for intensities
 * @returns undefined where the baseline is not above the floor, so that there is no way to go
 */
export function skill(loss: number, baseline: number, floor = 0): number | undefined {
  return baseline > floor ? 1 - (loss - floor) / (baseline - floor) : undefined;
}
