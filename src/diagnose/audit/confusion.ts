/**
 * The confusion matrix behind published shares, up to its scale. It has three degrees of freedom, so any three of
 * accuracy, precision, recall, F1 and prevalence determine it: from accuracy A, precision P and recall R
 *
 *   prevalence = (1 - A) / (1 + R / P - 2 R)
 */

/** Shares of all rows; their sum is 1. */
export interface Confusion {
  readonly trueOnes: number;
  readonly falseOnes: number;
  readonly missedOnes: number;
  readonly trueZeros: number;
}

export type ShareName = 'accuracy' | 'precision' | 'recall' | 'f1' | 'prevalence';
export type Shares = Readonly<Partial<Record<ShareName, number>>>;

/** Threes that determine the matrix; those that rounding blurs least come first. */
const THREES: readonly (readonly [ShareName, ShareName, ShareName])[] = [
  ['accuracy', 'precision', 'recall'],
  ['prevalence', 'precision', 'recall'],
  ['accuracy', 'prevalence', 'recall'],
  ['accuracy', 'prevalence', 'f1'],
  ['accuracy', 'precision', 'f1'],
  ['accuracy', 'recall', 'f1'],
  ['prevalence', 'recall', 'f1'],
  ['prevalence', 'precision', 'f1'],
  ['accuracy', 'prevalence', 'precision'],
];

/** The first three of the known shares that determine the matrix. */
export const determiningShares = (known: readonly ShareName[]): readonly ShareName[] | undefined =>
  THREES.find((names) => names.every((name) => known.includes(name)));

/** A cell may be this far below zero by rounding in float64. */
const SLACK = 1e-12;

/**
 * @param shares - three that determine the matrix
 * @returns undefined where no matrix has these shares
 */
export function solveConfusion(shares: Shares): Confusion | undefined {
  const solved = cells(shares);
  if (solved === undefined) return undefined;
  const { trueOnes, falseOnes, prevalence } = solved;
  const found = [trueOnes, falseOnes, prevalence - trueOnes, 1 - prevalence - falseOnes];
  if (!found.every((cell) => cell >= -SLACK)) return undefined;
  const [a, b, c, d] = found.map((cell) => Math.max(0, cell)) as [number, number, number, number];
  return { trueOnes: a, falseOnes: b, missedOnes: c, trueZeros: d };
}

function cells({ accuracy, f1, prevalence, ...given }: Shares) {
  const precision = given.precision ?? other(f1, given.recall);
  const recall = given.recall ?? other(f1, given.precision);
  if (precision !== undefined && recall !== undefined) {
    const share = prevalence ?? (1 - accuracy!) / (1 + recall / precision - 2 * recall);
    const trueOnes = share * recall;
    return { trueOnes, falseOnes: (trueOnes * (1 - precision)) / precision, prevalence: share };
  }
  if (accuracy === undefined || prevalence === undefined) return undefined;
  const wrong = 1 - accuracy;
  const trueOnes =
    recall !== undefined
      ? prevalence * recall
      : precision !== undefined
        ? (wrong - prevalence) / (1 / precision - 2)
        : (f1! * wrong) / (2 * (1 - f1!));
  return { trueOnes, falseOnes: wrong - (prevalence - trueOnes), prevalence };
}

/** Precision from F1 and recall, or the other way round. */
const other = (f1: number | undefined, one: number | undefined): number | undefined =>
  f1 === undefined || one === undefined ? undefined : (f1 * one) / (2 * one - f1);

export const prevalenceOf = ({ trueOnes, missedOnes }: Confusion): number => trueOnes + missedOnes;
export const precisionOf = ({ trueOnes, falseOnes }: Confusion): number => trueOnes / (trueOnes + falseOnes);
export const recallOf = ({ trueOnes, missedOnes }: Confusion): number => trueOnes / (trueOnes + missedOnes);
export const accuracyOf = ({ trueOnes, trueZeros }: Confusion): number => trueOnes + trueZeros;
export const f1Of = ({ trueOnes, falseOnes, missedOnes }: Confusion): number =>
  (2 * trueOnes) / (2 * trueOnes + falseOnes + missedOnes);

/** Matthews correlation; not a number where labels or answers are all alike. */
export const mccOf = ({ trueOnes, falseOnes, missedOnes, trueZeros }: Confusion): number =>
  (trueOnes * trueZeros - falseOnes * missedOnes) /
  Math.sqrt((trueOnes + falseOnes) * (trueOnes + missedOnes) * (trueZeros + falseOnes) * (trueZeros + missedOnes));

export const balancedAccuracyOf = ({ trueOnes, falseOnes, missedOnes, trueZeros }: Confusion): number =>
  (trueOnes / (trueOnes + missedOnes) + trueZeros / (trueZeros + falseOnes)) / 2;

/** F1 of answering 1 everywhere. */
export const alwaysOneF1 = (prevalence: number): number => (2 * prevalence) / (1 + prevalence);
/** Accuracy of answering the more frequent label everywhere. */
export const majorityAccuracy = (prevalence: number): number => Math.max(prevalence, 1 - prevalence);

const STEP = 1e-6;

/**
 * How far a statistic of the matrix would lie from itself on other test rows, by the delta method for four shares of
 * `rowCount` rows drawn at random:
 *
 *   se^2 = ( sum_i p_i g_i^2 - (sum_i p_i g_i)^2 ) / n,   g the gradient of the statistic
 */
export function standardError(confusion: Confusion, statistic: (of: Confusion) => number, rowCount: number): number {
  let first = 0;
  let second = 0;
  for (const [name, share] of Object.entries(confusion)) {
    if (share <= STEP) continue;
    const above = statistic({ ...confusion, [name]: share + STEP });
    const below = statistic({ ...confusion, [name]: share - STEP });
    const slope = (above - below) / (2 * STEP);
    first += share * slope;
    second += share * slope * slope;
  }
  return Math.sqrt(Math.max(0, second - first * first) / rowCount);
}
