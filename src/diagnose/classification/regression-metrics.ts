/** How close predicted numbers come. */
import { mean } from '../../base/statistics.ts';

export interface RegressionMetrics {
  readonly rowCount: number;
  readonly meanSquaredError: number;
  readonly meanAbsoluteError: number;
  /** 1 - squared error / that of the mean of these very targets; absent where they are all alike. */
  readonly r2?: number;
}

/** @param targets - rows whose target is NaN count nowhere. @returns undefined where no other row is left */
export function regressionMetrics(targets: Float64Array, predicted: Float64Array): RegressionMetrics | undefined {
  const known = Array.from(targets.keys()).filter((row) => !Number.isNaN(targets[row]!));
  if (known.length === 0) return undefined;
  const centre = mean(known.map((row) => targets[row]!));
  let [squares, distances, spread] = [0, 0, 0];
  for (const row of known) {
    squares += (targets[row]! - predicted[row]!) ** 2;
    distances += Math.abs(targets[row]! - predicted[row]!);
    spread += (targets[row]! - centre) ** 2;
  }
  return {
    rowCount: known.length,
    meanSquaredError: squares / known.length,
    meanAbsoluteError: distances / known.length,
    ...(spread > 0 ? { r2: 1 - squares / spread } : {}),
  };
}
