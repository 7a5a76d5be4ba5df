/** Which class is taken for which, and the numbers that follow from it alone. */

/** `[true class][answered class]` rows. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** @param targets - class indices; rows with -1 are passed over */
export function confusionMatrix(targets: Int32Array, answers: Int32Array, classCount: number): ConfusionMatrix {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  targets.forEach((target, row) => {
    if (target >= 0) counts[target]![answers[row]!]!++;
  });
  return counts;
}

/** Of one class against all others. Absent numbers are not defined: a precision of no answer, a recall of no row. */
export interface ClassScores {
  /** Rows of the class. */
  readonly rowCount: number;
  /** Rows answered so. */
  readonly answerCount: number;
  readonly precision?: number;
  readonly recall?: number;
  /** 2 * found / (rows + answers). */
  readonly f1?: number;
}

export interface AnswerScores {
  readonly accuracy: number;
  /** Mean recall over the classes that have rows. */
  readonly balancedAccuracy: number;
  /** Mean F1 over the classes that have rows or answers. */
  readonly macroF1: number;
  /** Matthews correlation of any number of classes; absent where targets or answers are all alike. */
  readonly mcc?: number;
  readonly perClass: readonly ClassScores[];
}

/**
 * @param matrix - with at least one row counted
 * @see Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", doi:10.1016/j.compbiolchem.2004.09.006
 */
export function answerScores(matrix: ConfusionMatrix): AnswerScores {
  const rowCounts = matrix.map(sum);
  const answerCounts = matrix.map((_, c) => sum(matrix.map((row) => row[c]!)));
  const total = sum(rowCounts);
  const found = sum(matrix.map((row, c) => row[c]!));
  const perClass = matrix.map((row, c): ClassScores => {
    const [rowCount, answerCount, hits] = [rowCounts[c]!, answerCounts[c]!, row[c]!];
    return {
      rowCount,
      answerCount,
      ...(answerCount > 0 ? { precision: hits / answerCount } : {}),
      ...(rowCount > 0 ? { recall: hits / rowCount } : {}),
      ...(rowCount + answerCount > 0 ? { f1: (2 * hits) / (rowCount + answerCount) } : {}),
    };
  });
  // In shares, so that the squares of many rows stay exact enough.
  const covariance = found / total - sum(rowCounts.map((count, c) => (count / total) * (answerCounts[c]! / total)));
  const spread = Math.sqrt(unlikeness(rowCounts, total) * unlikeness(answerCounts, total));
  return {
    accuracy: found / total,
    balancedAccuracy: meanOf(perClass.map(({ recall }) => recall)),
    macroF1: meanOf(perClass.map(({ f1 }) => f1)),
    ...(isOne(rowCounts) || isOne(answerCounts) ? {} : { mcc: covariance / spread }),
    perClass,
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Chance that two draws differ. */
const unlikeness = (counts: readonly number[], total: number): number =>
  1 - sum(counts.map((count) => (count / total) ** 2));

const isOne = (counts: readonly number[]): boolean => counts.filter((count) => count > 0).length < 2;

function meanOf(values: readonly (number | undefined)[]): number {
  const defined = values.filter((value) => value !== undefined);
  return sum(defined) / defined.length;
}
