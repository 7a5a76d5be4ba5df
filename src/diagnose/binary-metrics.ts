/** How well probabilities of 0 / 1 entries rank, cut and count, each number beside what trivial answers get. */
import {
  BINS,
  CODE_OF_HALF,
  countProbability,
  cutBelow,
  emptyHistogram,
  middleOf,
  type ScoreHistogram,
  total,
} from './score-histogram.ts';

/** Of a reliability table, of equal width in probability. */
const RELIABILITY_BINS = 10;

/** Cuts of probabilities that are chosen on other rows than those they are judged on. */
export type CutName = 'bestF1' | 'prevalenceMatched';

/** Answers at a cut that was chosen on other rows. */
export interface CutAnswers extends AnswerMetrics {
  /** Entries with at least so much probability are answered 1. */
  readonly threshold: number;
  /** Share of entries that are answered 1. */
  readonly answeredOne: number;
  /** Mean squared error of the number of ones of a row, counting those that are answered 1. */
  readonly countMse: number;
}

/** Answers of 0 and 1. Absent numbers are not defined: a precision without predicted ones, a recall without ones. */
export interface AnswerMetrics {
  readonly accuracy: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  /** Matthews correlation; absent where targets or answers are all alike. */
  readonly mcc?: number;
  /** Mean of the shares of ones and of zeros that are found. */
  readonly balancedAccuracy?: number;
}

/** Mean squared error of the number of ones of a row. */
export interface CountErrors {
  /** Counting probabilities of at least a half. */
  readonly thresholded: number;
  /** Summing probabilities. */
  readonly expected: number;
}

export interface Ranking {
  /** Absent where targets are all alike. */
  readonly auroc?: number;
  /** Average precision: precision at each bin, weighed by the recall it adds. Absent without ones. */
  readonly auprc?: number;
}

/** What one model, or one trivial answer, gets. Entries of all columns are ranked together. */
export interface BinaryScores extends Ranking {
  /** Mean squared error of the probability. */
  readonly brier: number;
  /** Mean distance between predicted and observed rate over ten reliability bins, weighed by their entries. */
  readonly calibrationError: number;
  readonly countMse: CountErrors;
  /** Probabilities cut at 0.5. */
  readonly atHalf: AnswerMetrics;
}

export interface ReliabilityBin {
  readonly entryCount: number;
  /** Mean probability. */
  readonly predicted: number;
  /** Share of ones. */
  readonly observed: number;
}

/** 0 or 1 everywhere; one rate for all entries, or one for each column, fitted on train. */
export type TrivialAnswer = 'zero' | 'one' | 'constant' | 'perColumn';

export interface BinaryMetrics extends BinaryScores {
  readonly entryCount: number;
  /** Share of ones. */
  readonly prevalence: number;
  /** Share of entries that are answered 1 at a cut of 0.5. */
  readonly answeredOne: number;
  /** Bins that hold entries, by rising probability. */
  readonly reliability: readonly ReliabilityBin[];
  /** The cut with the highest F1 on these very rows. */
  readonly bestF1?: { readonly threshold: number; readonly f1: number };
  /** At cuts chosen on validation, of other rows. */
  readonly atChosen?: Readonly<Partial<Record<CutName, CutAnswers>>>;
  readonly trivial: Readonly<Record<TrivialAnswer, BinaryScores>>;
}

/** What is summed exactly, row by row. */
export interface RowCounts {
  /** Share of the columns whose entries count: below 1 where only the hidden or the seen ones do. */
  readonly columnShare: number;
  /** Mean number of ones of a row. */
  readonly ones: number;
  /** Mean square of it. */
  readonly onesSquared: number;
  readonly countMse: CountErrors;
  readonly brier: number;
}

/** An answer that is the same for every row: all of its scores that need no count of a single row. */
export interface FixedAnswer extends Omit<BinaryScores, 'countMse'> {
  /** Ones it counts in any row: by cutting its probabilities, and by summing them. */
  readonly counted: CountErrors;
}
export type FixedAnswers = Readonly<Record<TrivialAnswer, FixedAnswer>>;

export function binaryMetrics(histogram: ScoreHistogram, rows: RowCounts, fixed: FixedAnswers): BinaryMetrics {
  const zeros = histogram.subarray(0, BINS);
  const ones = histogram.subarray(BINS);
  const [zeroCount, oneCount] = [total(zeros), total(ones)];
  const entryCount = zeroCount + oneCount;
  const reliability = reliabilityOf(Array.from(zeros, (count, bin) => [middleOf(bin), count, ones[bin]!]));
  const best = bestCut(zeros, ones, oneCount);
  return {
    entryCount,
    prevalence: oneCount / entryCount,
    answeredOne: (total(zeros.subarray(CODE_OF_HALF)) + total(ones.subarray(CODE_OF_HALF))) / entryCount,
    ...ranking(histogram),
    brier: rows.brier,
    calibrationError: calibrationErrorOf(reliability),
    reliability,
    atHalf: answersAtHalf(histogram),
    ...(best === undefined ? {} : { bestF1: best }),
    countMse: rows.countMse,
    trivial: {
      zero: besideRows(fixed.zero, rows),
      one: besideRows(fixed.one, rows),
      constant: besideRows(fixed.constant, rows),
      perColumn: besideRows(fixed.perColumn, rows),
    },
  };
}

/** Entries that share a probability: it, zeros among them, ones among them. */
type Group = readonly [probability: number, zeros: number, ones: number];

/** @param groups - such as columns, each with the probability that it is given in every row */
export function fixedAnswer(groups: readonly Group[], rowCount: number): FixedAnswer {
  const histogram = emptyHistogram();
  let squares = 0;
  const counted = { thresholded: 0, expected: 0 };
  for (const [answer, zeros, ones] of groups) {
    countProbability(histogram, answer, zeros, ones);
    squares += ones * (1 - answer) ** 2 + zeros * answer ** 2;
    counted.thresholded += answer >= 0.5 ? (zeros + ones) / rowCount : 0;
    counted.expected += (answer * (zeros + ones)) / rowCount;
  }
  return {
    ...ranking(histogram),
    brier: squares / total(histogram),
    calibrationError: calibrationErrorOf(reliabilityOf(groups)),
    atHalf: answersAtHalf(histogram),
    counted,
  };
}

function besideRows({ counted, ...scores }: FixedAnswer, { columnShare, ones, onesSquared }: RowCounts): BinaryScores {
  // Every entry is as likely to count as any other.
  const error = (all: number): number => (all * columnShare - 2 * ones) * all * columnShare + onesSquared;
  return { ...scores, countMse: { thresholded: error(counted.thresholded), expected: error(counted.expected) } };
}

const answersAtHalf = (histogram: ScoreHistogram): AnswerMetrics => answersFrom(histogram, CODE_OF_HALF);

/** Answering 1 to the entries of a bin and of all above it. @param bin - 0 up to, for no entry at all, the number of bins */
export function answersFrom(histogram: ScoreHistogram, bin: number): AnswerMetrics {
  const zeros = histogram.subarray(0, BINS);
  const ones = histogram.subarray(BINS);
  const falseOnes = total(zeros.subarray(bin));
  const trueOnes = total(ones.subarray(bin));
  const [zeroCount, oneCount] = [total(zeros), total(ones)];
  const answered = trueOnes + falseOnes;
  const missed = oneCount - trueOnes;
  const trueZeros = zeroCount - falseOnes;
  const spread = Math.sqrt(answered) * Math.sqrt(trueZeros + missed) * Math.sqrt(oneCount) * Math.sqrt(zeroCount);
  return {
    accuracy: (trueOnes + trueZeros) / (oneCount + zeroCount),
    ...(answered > 0 ? { precision: trueOnes / answered } : {}),
    ...(oneCount > 0 ? { recall: trueOnes / oneCount } : {}),
    ...(answered + oneCount > 0 ? { f1: (2 * trueOnes) / (answered + oneCount) } : {}),
    ...(spread > 0 ? { mcc: (trueOnes * trueZeros - falseOnes * missed) / spread } : {}),
    ...(oneCount > 0 && zeroCount > 0 ? { balancedAccuracy: (trueOnes / oneCount + trueZeros / zeroCount) / 2 } : {}),
  };
}

/** From the highest bin down: pairs of a bin count half, precision is taken after the whole bin. */
export function ranking(histogram: ScoreHistogram): Ranking {
  const zeros = histogram.subarray(0, BINS);
  const ones = histogram.subarray(BINS);
  const [zeroCount, oneCount] = [total(zeros), total(ones)];
  let onesAbove = 0;
  let above = 0;
  let pairs = 0;
  let precisions = 0;
  for (let bin = BINS - 1; bin >= 0; bin--) {
    pairs += zeros[bin]! * (onesAbove + ones[bin]! / 2);
    onesAbove += ones[bin]!;
    above += ones[bin]! + zeros[bin]!;
    if (ones[bin]! > 0) precisions += ones[bin]! * (onesAbove / above);
  }
  return {
    ...(oneCount > 0 && zeroCount > 0 ? { auroc: pairs / (oneCount * zeroCount) } : {}),
    ...(oneCount > 0 ? { auprc: precisions / oneCount } : {}),
  };
}

function reliabilityOf(groups: Iterable<Group>): ReliabilityBin[] {
  const sums = Array.from({ length: RELIABILITY_BINS }, () => ({ entries: 0, ones: 0, probability: 0 }));
  for (const [predicted, zeros, ones] of groups) {
    const sum = sums[Math.min(Math.floor(predicted * RELIABILITY_BINS), RELIABILITY_BINS - 1)]!;
    sum.entries += zeros + ones;
    sum.ones += ones;
    sum.probability += (zeros + ones) * predicted;
  }
  return sums
    .filter(({ entries }) => entries > 0)
    .map(({ entries, ones: observed, probability: predicted }) => {
      return { entryCount: entries, predicted: predicted / entries, observed: observed / entries };
    });
}

function calibrationErrorOf(reliability: readonly ReliabilityBin[]): number {
  const entries = reliability.reduce((sum, { entryCount }) => sum + entryCount, 0);
  return reliability.reduce((sum, bin) => sum + (bin.entryCount / entries) * Math.abs(bin.observed - bin.predicted), 0);
}

export function bestCut(zeros: Float64Array, ones: Float64Array, oneCount: number): BinaryMetrics['bestF1'] {
  let best: BinaryMetrics['bestF1'];
  let trueOnes = 0;
  let answered = 0;
  for (let bin = BINS - 1; bin >= 0; bin--) {
    trueOnes += ones[bin]!;
    answered += ones[bin]! + zeros[bin]!;
    const f1 = (2 * trueOnes) / (answered + oneCount);
    if (trueOnes > 0 && f1 > (best?.f1 ?? 0)) best = { threshold: cutBelow(bin), f1 };
  }
  return best;
}
