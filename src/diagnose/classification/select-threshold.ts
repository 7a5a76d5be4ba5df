/** The cut of a probability that gives the highest F1, chosen on validation and used elsewhere. */

export interface ThresholdChoice {
  /** Rows scored at least this are answered 1. */
  readonly threshold: number;
  /** F1 on the rows it was chosen on, so a little better than it will be on others. */
  readonly f1: number;
}

/**
 * Half way between two scores, so that rows a little off fall on the same side; the highest cut among equals.
 *
 * @param isOne - per row, whether it is of the class
 * @param scores - probabilities, per row
 * @returns undefined where no row is of the class
 */
export function selectThreshold(isOne: ArrayLike<boolean>, scores: Float64Array): ThresholdChoice | undefined {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const oneCount = order.reduce((sum, row) => sum + (isOne[row] ? 1 : 0), 0);
  let best: ThresholdChoice | undefined;
  let found = 0;
  order.forEach((row, i) => {
    if (isOne[row]) found++;
    const next = scores[order[i + 1]!];
    if (scores[row] === next || found === 0) return;
    const f1 = (2 * found) / (i + 1 + oneCount);
    if (f1 > (best?.f1 ?? 0)) best = { threshold: next === undefined ? scores[row]! : between(next, scores[row]!), f1 };
  });
  return best;
}

/** Of two neighbours in float64 there is no middle: then the upper one. */
const between = (low: number, high: number): number => ((low + high) / 2 > low ? (low + high) / 2 : high);
