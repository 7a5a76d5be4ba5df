/**
 * How well scores rank the rows of one class above the others, at every cut at once. Rows of equal score are answered
 * together, as any cut must.
 */

export interface RocPoint {
  /** Rows scored at least this are answered 1; infinite where none is. */
  readonly threshold: number;
  /** Share of others answered 1. */
  readonly falsePositiveRate: number;
  /** Share of the class answered 1. */
  readonly truePositiveRate: number;
}

export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly recall: number;
  readonly precision: number;
}

export interface RankingCurves {
  /** Area under the ROC curve: the chance that a row of the class scores above another, ties counted half. */
  readonly auroc: number;
  /** Precision at each cut, weighed by the recall it adds. */
  readonly averagePrecision: number;
  /** From (0, 0) to (1, 1). */
  readonly roc: readonly RocPoint[];
  /** By rising recall. */
  readonly precisionRecall: readonly PrecisionRecallPoint[];
}

/** Enough for any figure. */
const MOST_POINTS = 500;

/** A cut: rows scored at least `threshold`. */
interface Cut {
  readonly threshold: number;
  readonly ones: number;
  readonly zeros: number;
}

/**
 * Areas are of all cuts. Curves leave out cuts that lie on a straight line between their neighbours, and of what is then
 * more than 500 keep some, evenly: what is drawn is always a true point of the curve.
 *
 * @param isOne - per row, whether it is of the class
 * @param scores - per row, finite
 * @returns undefined where all rows are of the class, or none is
 */
export function rankingCurves(isOne: ArrayLike<boolean>, scores: Float64Array): RankingCurves | undefined {
  const cuts = cutsOf(isOne, scores);
  const { ones, zeros } = cuts.at(-1)!;
  if (ones === 0 || zeros === 0) return undefined;
  let pairs = 0;
  let precisions = 0;
  for (let i = 1; i < cuts.length; i++) {
    const [before, cut] = [cuts[i - 1]!, cuts[i]!];
    pairs += (cut.zeros - before.zeros) * (before.ones + (cut.ones - before.ones) / 2);
    precisions += (cut.ones - before.ones) * (cut.ones / (cut.ones + cut.zeros));
  }
  const corners = cuts.filter((cut, i) => !isBetween(cuts[i - 1], cut, cuts[i + 1]));
  return {
    auroc: pairs / (ones * zeros),
    averagePrecision: precisions / ones,
    roc: some(corners).map((cut) => ({
      threshold: cut.threshold,
      falsePositiveRate: cut.zeros / zeros,
      truePositiveRate: cut.ones / ones,
    })),
    // The corners of one curve are not those of the other: precision bends wherever a zero is answered 1.
    precisionRecall: some(cuts.slice(1)).map((cut) => ({
      threshold: cut.threshold,
      recall: cut.ones / ones,
      precision: cut.ones / (cut.ones + cut.zeros),
    })),
  };
}

/** Rows answered 1 at each distinct score, from none to all. */
function cutsOf(isOne: ArrayLike<boolean>, scores: Float64Array): Cut[] {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const cuts: Cut[] = [{ threshold: Number.POSITIVE_INFINITY, ones: 0, zeros: 0 }];
  let [ones, zeros] = [0, 0];
  order.forEach((row, i) => {
    if (isOne[row]) ones++;
    else zeros++;
    if (scores[row] !== scores[order[i + 1]!]) cuts.push({ threshold: scores[row]!, ones, zeros });
  });
  return cuts;
}

const isBetween = (before: Cut | undefined, cut: Cut, after: Cut | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  (cut.ones - before.ones) * (after.zeros - cut.zeros) === (after.ones - cut.ones) * (cut.zeros - before.zeros);

function some<Point>(points: readonly Point[]): Point[] {
  if (points.length <= MOST_POINTS) return [...points];
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]!);
}
