/**
 * Probabilities of a label learned on balanced rows, put back to how common the label is.
 *
 *   logit p' = logit p + logit pi - logit pi_b
 *
 * with pi the share of ones among train rows as they were, and pi_b among those that trained (Elkan, "The foundations of
 * cost-sensitive learning", IJCAI 2001, theorem 2; Saerens et al., doi:10.1162/089976602753284446). It holds for a label
 * that is predicted from other columns; a label that the encoder sees is copied, whatever its prior.
 */
import { type BinaryMetrics, binaryMetrics, fixedAnswer } from './binary-metrics.ts';
import { BINS_PER_LOGIT, CODE_OF_ONES, LOGIT_REACH, type ScoreHistogram } from './score-histogram.ts';

export interface PriorShift {
  /** The modality that is the label, one column wide. */
  readonly modality: string;
  /** Share of ones among the rows that trained. */
  readonly trainedShare: number;
  /** Share of ones among train rows before they were balanced. */
  readonly trueShare: number;
}

/** A modality of one column, once with the probabilities as the model gives them and once corrected. */
export interface PriorCorrected extends Omit<PriorShift, 'modality'> {
  /** Nats per row. */
  readonly rawCrossEntropy: number;
  readonly crossEntropy: number;
  /** What `binary` is of the raw ones. */
  readonly binary: BinaryMetrics;
}

const logit = (share: number): number => Math.log(share / (1 - share));
const BINS = CODE_OF_ONES;

/**
 * @param histogram - `[2 * bins]` rows by target and logit; a shift is rounded to whole bins of 1/32, so a corrected
 *   probability is wrong by under 4 % of its odds
 */
export function priorCorrected(histogram: ScoreHistogram, { trainedShare, trueShare }: PriorShift): PriorCorrected {
  const shift = Math.round((logit(trueShare) - logit(trainedShare)) * BINS_PER_LOGIT);
  const moved = new Float64Array(2 * BINS);
  for (let code = 0; code < 2 * BINS; code++) {
    const target = code < BINS ? 0 : BINS;
    moved[target + Math.min(BINS - 1, Math.max(0, code - target + shift))]! += histogram[code]!;
  }
  const rowCount = moved.reduce((sum, count) => sum + count, 0);
  const ones = moved.subarray(BINS).reduce((sum, count) => sum + count, 0) / rowCount;
  const answer = (probability: number) =>
    fixedAnswer([[probability, (1 - ones) * rowCount, ones * rowCount]], rowCount);
  const rate = answer(trueShare);
  const brier = meanOf(moved, (probability, target) => (probability - target) ** 2);
  const missed = meanOf(moved, (probability, target) => (probability > 0.5 === (target === 1) ? 0 : 1));
  const countMse = { thresholded: missed, expected: brier };
  return {
    trainedShare,
    trueShare,
    rawCrossEntropy: meanOf(histogram, surprise),
    crossEntropy: meanOf(moved, surprise),
    binary: binaryMetrics(
      moved,
      { columnShare: 1, ones, onesSquared: ones, countMse, brier },
      { zero: answer(0), one: answer(1), constant: rate, perColumn: rate },
    ),
  };
}

const surprise = (probability: number, target: number): number =>
  -Math.log(target === 1 ? probability : 1 - probability);

/** Over rows, with the probability in the middle of each bin. */
function meanOf(histogram: ScoreHistogram, value: (probability: number, target: 0 | 1) => number): number {
  let total = 0;
  let rowCount = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const probability = 1 / (1 + Math.exp(LOGIT_REACH - (bin + 0.5) / BINS_PER_LOGIT));
    const [zeros, ones] = [histogram[bin]!, histogram[bin + BINS]!];
    total += zeros * value(probability, 0) + ones * value(probability, 1);
    rowCount += zeros + ones;
  }
  return total / rowCount;
}
