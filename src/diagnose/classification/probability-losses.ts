/** Losses that are least for true probabilities: they judge a classifier without any cut. */
import type { ClassPredictions } from './class-predictions.ts';

/** No probability counts as smaller, so that one sure and wrong answer does not make the mean infinite. */
const SMALLEST = Number.EPSILON;

/**
 * -log p(true class) of each row, nats.
 *
 * @param predictions - of rows whose class is known
 */
export function rowLogLosses({ classes, targets, probabilities }: ClassPredictions): Float64Array {
  return Float64Array.from(
    targets,
    (target, row) => -Math.log(Math.min(1, Math.max(probabilities[row * classes.length + target]!, SMALLEST))),
  );
}

/** Mean over rows of -log p(true class), nats. @param predictions - of rows whose class is known */
export const logLoss = (predictions: ClassPredictions): number =>
  rowLogLosses(predictions).reduce((sum, loss) => sum + loss, 0) / predictions.targets.length;

/**
 * Mean squared distance of probabilities from the truth: of two classes that of one of them, from 0 to 1; of more the
 * sum over classes, from 0 to 2.
 *
 * @param predictions - of rows whose class is known
 */
export function brierScore({ classes, targets, probabilities }: ClassPredictions): number {
  const width = classes.length;
  let sum = 0;
  probabilities.forEach((probability, i) => {
    sum += ((targets[Math.floor(i / width)] === i % width ? 1 : 0) - probability) ** 2;
  });
  return sum / targets.length / (width === 2 ? 2 : 1);
}
