/**
 * Cuts of probabilities for 0 / 1 answers, chosen on validation and used on other rows: a cut chosen on the rows it is judged on
 * flatters itself. 0.5 is right for calibrated probabilities where both mistakes cost the same; rare ones are then never
 * answered, and the two others say what the probabilities are worth where ones are wanted.
 */
import { type AnswerMetrics, answersFrom, bestCut } from './binary-metrics.ts';
import { BINS, BINS_PER_LOGIT, cutBelow, LOGIT_REACH, type ScoreHistogram, total } from './score-histogram.ts';

/** Entries with at least so much probability are answered 1. Absent: validation holds no ones, or nothing else. */
export interface ChosenThresholds {
  readonly half: number;
  /** The highest F1 on validation. */
  readonly bestF1?: number;
  /** On validation as many ones answered as there are, as nearly as bins allow; the higher cut among equals. */
  readonly prevalenceMatched?: number;
}

/** @param validation - entries of validation rows by target and bin of probability */
export function chooseThresholds(validation: ScoreHistogram): ChosenThresholds {
  const zeros = validation.subarray(0, BINS);
  const ones = validation.subarray(BINS);
  const oneCount = total(ones);
  const best = bestCut(zeros, ones, oneCount);
  return {
    half: 0.5,
    ...(best === undefined ? {} : { bestF1: best.threshold }),
    ...(oneCount > 0 && total(zeros) > 0 ? { prevalenceMatched: matchingCut(zeros, ones, oneCount) } : {}),
  };
}

function matchingCut(zeros: Float64Array, ones: Float64Array, oneCount: number): number {
  let answered = 0;
  let nearest = oneCount;
  // Above all entries nothing is answered 1, which no cut below 1 says; a probability of 1 is in the last bin.
  let matching = 1;
  for (let bin = BINS - 1; bin >= 0; bin--) {
    answered += zeros[bin]! + ones[bin]!;
    const distance = Math.abs(answered - oneCount);
    if (distance < nearest) [nearest, matching] = [distance, cutBelow(bin)];
  }
  return matching;
}

/**
 * What a cut gets on rows.
 *
 * @param threshold - as chosen; another is moved to the nearest edge of a bin
 */
export const answersAt = (histogram: ScoreHistogram, threshold: number): AnswerMetrics =>
  answersFrom(histogram, binOf(threshold));

/** The first bin whose entries a cut answers 1: 0 up to, for no entry at all, the number of bins. */
export function binOf(threshold: number): number {
  const logit = Math.log(threshold) - Math.log1p(-threshold);
  const edge = Math.round((logit + LOGIT_REACH) * BINS_PER_LOGIT);
  return Math.min(Math.max(edge, 0), BINS);
}
