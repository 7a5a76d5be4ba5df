/**
 * Whether counts of whole rows give the printed shares. Of 100 rows no share is 0.1234, whatever the model: a cheap test
 * of published numbers (for means: Brown and Heathers, "The GRIM test", doi:10.1177/1948550616673876).
 */
import type { Interval } from './published.ts';

/** More matrices to try than this, and so coarse a table proves nothing. */
const MOST_TRIED = 1_000_000;

export interface SharesOfRows {
  readonly accuracy: Interval;
  readonly precision: Interval;
  readonly recall: Interval;
  readonly f1?: Interval;
}

/**
 * @param prevalence - the interval that the shares imply
 * @returns the numbers of ones among `rowCount` labels with which some matrix of whole rows rounds to all of them;
 *   undefined where there are too many to try, or where precision or F1 may be 0
 */
export function possibleOnes(
  { accuracy, precision, recall, f1 = ANY }: SharesOfRows,
  prevalence: Interval,
  rowCount: number,
): readonly number[] | undefined {
  const [fewestOnes, mostOnes] = [prevalence.low * rowCount, prevalence.high * rowCount];
  const tries = (mostOnes - fewestOnes + 1) * ((recall.high - recall.low) * mostOnes + 1);
  if (tries > MOST_TRIED) return undefined;
  // Nothing is known of false ones then.
  if (precision.low <= 0 || f1.low <= 0) return undefined;
  const isPossible = (ones: number): boolean => {
    for (const trueOnes of wholeNumbers(recall.low * ones, recall.high * ones)) {
      // accuracy = (trueOnes + rowCount - ones - falseOnes) / rowCount, F1 = 2 trueOnes / (trueOnes + falseOnes + ones)
      const right = trueOnes + rowCount - ones;
      const falseOnes = (score: number): number => (2 * trueOnes) / score - trueOnes - ones;
      const low = [trueOnes / precision.high - trueOnes, right - accuracy.high * rowCount, falseOnes(f1.high)];
      const high = [trueOnes / precision.low - trueOnes, right - accuracy.low * rowCount, falseOnes(f1.low)];
      const fewest = Math.ceil(Math.max(0, ...low) - SLACK);
      if (fewest <= Math.min(rowCount - ones, ...high) + SLACK) return true;
    }
    return false;
  };
  return [...wholeNumbers(fewestOnes, mostOnes)].filter(isPossible);
}

/** Where F1 is not published; above 0, which it is divided by. */
const ANY: Interval = { low: Number.MIN_VALUE, high: 1 };

/** Of a row: a count that lies on an interval's end counts as inside. */
const SLACK = 1e-6;

function* wholeNumbers(low: number, high: number): Generator<number> {
  for (let n = Math.ceil(low - SLACK); n <= high + SLACK; n++) yield n;
}
