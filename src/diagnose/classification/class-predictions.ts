/** What a classifier says of rows whose classes are known. */
export interface ClassPredictions {
  readonly classes: readonly string[];
  /** `[rows]` indices into `classes`; rows with -1 have no known class and count nowhere. */
  readonly targets: Int32Array;
  /** `[rows, classes]`, each row adding up to 1. */
  readonly probabilities: Float64Array;
}

/** Class with the highest probability of each row; the first among equals. */
export function mostProbable({ targets, classes, probabilities }: ClassPredictions): Int32Array {
  return targets.map((_, row) => {
    let best = 0;
    for (let c = 1; c < classes.length; c++) {
      if (probabilities[row * classes.length + c]! > probabilities[row * classes.length + best]!) best = c;
    }
    return best;
  });
}

/** The rows whose class is known. */
export function knownRows(predictions: ClassPredictions): ClassPredictions {
  const { classes, targets, probabilities } = predictions;
  if (!targets.includes(-1)) return predictions;
  const width = classes.length;
  return {
    classes,
    targets: targets.filter((target) => target >= 0),
    probabilities: probabilities.filter((_, i) => targets[Math.floor(i / width)]! >= 0),
  };
}

/** Probabilities of one class. */
export const probabilitiesOf = ({ targets, classes, probabilities }: ClassPredictions, c: number): Float64Array =>
  Float64Array.from(targets, (_, row) => probabilities[row * classes.length + c]!);
