/**
 * Probabilities of 0 / 1 entries, counted by target in bins of their logit: 1/32 wide from -16 to 16, further out is the last
 * bin. Predictions are never kept, and entries of one bin are taken as tied. So a rank statistic is exact but for pairs within
 * a bin, a cut at 0.5 is exact, and a probability read off a bin is wrong by under 0.4 % of its value.
 */

/** Bins of one target; a bin starts at `bin / 32 - 16`. */
export const BINS = 1024;
/** Logits beyond this are counted as this: a probability of 1e-7. */
export const LOGIT_REACH = 16;
export const BINS_PER_LOGIT = BINS / (2 * LOGIT_REACH);
/** The code of a logit of 0. */
export const CODE_OF_HALF = BINS / 2;
/** The last code of a zero: held a little inside its bin, because the next one is the first code of a one. */
export const LAST_CODE = BINS - 0.5;
/** What a 1 adds to the code of an entry: the bins of ones follow those of zeros. */
export const CODE_OF_ONES = BINS;

/** `[2 * bins]` entries by target and bin. */
export type ScoreHistogram = Float64Array;

export const emptyHistogram = (): ScoreHistogram => new Float64Array(2 * BINS);

/** The code of an entry that is left out. */
export const UNCOUNTED_CODE = -1;

/** @param codes - per entry: (logit + 16) * 32, held inside the bins, and 1024 more where the target is 1 */
export function countCodes(histogram: ScoreHistogram, codes: Float32Array): void {
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) histogram[codes[i]! | 0]!++;
}

/** Counts many entries that share a probability. */
export function countProbability(histogram: ScoreHistogram, probability: number, zeros: number, ones: number): void {
  const logit = Math.log(probability) - Math.log1p(-probability);
  const bin = Math.floor(Math.min(Math.max(logit * BINS_PER_LOGIT + CODE_OF_HALF, 0), LAST_CODE));
  histogram[bin]! += zeros;
  histogram[bin + CODE_OF_ONES]! += ones;
}

export const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
const probability = (logit: number): number => 1 / (1 + Math.exp(-logit));
/** The least probability of a bin; the first bin holds all below it too. */
export const cutBelow = (bin: number): number => (bin === 0 ? 0 : probability(bin / BINS_PER_LOGIT - LOGIT_REACH));
/** The probability in the middle of a bin. */
export const middleOf = (bin: number): number => probability((bin + 0.5) / BINS_PER_LOGIT - LOGIT_REACH);
