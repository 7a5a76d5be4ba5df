/** Published numbers beside what an answer without a model gets on the same test rows. */
import {
  accuracyOf,
  alwaysOneF1,
  type Confusion,
  f1Of,
  majorityAccuracy,
  prevalenceOf,
  standardError,
} from './confusion.ts';
import type { ImpliedMatrix } from './implied-matrix.ts';
import type { Interval, PublishedModality, PublishedRow } from './published.ts';

/** `ties`: nearer than one standard error, or than the rounding of the printed number. `unknown`: only a bound is known. */
export type Against = 'beats' | 'ties' | 'loses' | 'unknown';

export interface TrivialAnswer {
  /** Such as `F1` or `DNAm output MSE`. */
  readonly what: string;
  /** Such as `1 everywhere`. */
  readonly trivial: string;
  readonly value: number;
  readonly trivialValue: number;
  readonly against: Against;
  /** The modality, of errors of outputs. */
  readonly modality?: string;
}

/** Test rows taken for the standard error where the table does not say how many there are. */
export const ASSUMED_TEST_ROWS = 10_000;

/** Accuracy, F1 and squared error of the label. */
export function trivialLabelAnswers(row: PublishedRow, implied: ImpliedMatrix): readonly TrivialAnswer[] {
  const { confusion, prevalence } = implied;
  const rowCount = row.testRows ?? ASSUMED_TEST_ROWS;
  const compare = (
    what: string,
    trivial: string,
    value: number,
    statistic: (of: Confusion) => number,
    trivialOf: (prevalence: number) => number,
  ): TrivialAnswer => {
    // The trivial value moves with the test rows too.
    const gain = (of: Confusion): number => statistic(of) - trivialOf(prevalenceOf(of));
    const error = standardError(confusion, gain, rowCount);
    const difference = gain(confusion);
    const against = Math.abs(difference) <= error ? 'ties' : difference > 0 ? 'beats' : 'loses';
    return { what, trivial, value, trivialValue: trivialOf(prevalence.value), against };
  };
  const answers = [
    compare('accuracy', 'the majority', row.accuracy?.value ?? accuracyOf(confusion), accuracyOf, majorityAccuracy),
    compare('F1', '1 everywhere', row.f1?.value ?? f1Of(confusion), f1Of, alwaysOneF1),
  ];
  if (row.brier === undefined) return answers;
  return [
    ...answers,
    {
      what: 'label MSE',
      trivial: 'the prevalence as a constant',
      value: row.brier.value,
      trivialValue: prevalence.value * (1 - prevalence.value),
      against: standing(row.brier, varianceOf(prevalence), 'ties'),
    },
  ];
}

/** p (1 - p) for rates p in an interval; it has its top at a half. */
function varianceOf({ low, high }: Interval): Interval {
  const ends = [low * (1 - low), high * (1 - high)];
  return { low: Math.min(...ends), high: low <= 0.5 && high >= 0.5 ? 0.25 : Math.max(...ends) };
}

/** Errors: the lower wins. */
function standing(given: Interval, constant: Interval, between: 'ties' | 'unknown'): Against {
  if (given.high < constant.low) return 'beats';
  return given.low > constant.high ? 'loses' : between;
}

/**
 * The squared error of a modality's outputs beside p (1 - p), what its own rate p of ones as a constant gets.
 *
 * Without a rate, bounds may be left: of n entries a row holds c ones, and c <= n, so
 *
 *   mean(c^2) / n^2 <= p <= sqrt(mean(c^2)) / n
 *
 * and mean(c^2) is the count error of answering 0 everywhere.
 *
 * @param countsZero - whether the count error is known to be that of answering 0 everywhere
 * @returns undefined where nothing to compare with is published
 */
export function constantOutput(
  name: string,
  { outputMse, rate, countMse, columnCount }: PublishedModality,
  countsZero: boolean,
): TrivialAnswer | undefined {
  if (outputMse === undefined) return undefined;
  const answer = { what: `${name} output MSE`, value: outputMse.value, modality: name };
  if (rate !== undefined) {
    const against = standing(outputMse, varianceOf(rate), 'ties');
    return { ...answer, trivial: 'its rate as a constant', trivialValue: rate.value * (1 - rate.value), against };
  }
  if (countMse === undefined || columnCount === undefined || !countsZero) return undefined;
  const bounds = varianceOf({
    low: countMse.low / columnCount ** 2,
    high: Math.sqrt(countMse.high) / columnCount,
  });
  const against = standing(outputMse, bounds, 'unknown');
  return against === 'loses'
    ? { ...answer, trivial: 'its rate as a constant, at most', trivialValue: bounds.high, against }
    : { ...answer, trivial: 'its rate as a constant, at least', trivialValue: bounds.low, against };
}
