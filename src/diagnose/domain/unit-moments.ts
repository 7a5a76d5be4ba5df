/** Mean and spread of each unit over points, and which units do not vary at all. */
import type { NotFitted, Points } from './measure.ts';

export interface UnitMoments {
  readonly rowCount: number;
  /** Units that vary; all that follows has one entry for each of them. */
  readonly units: readonly number[];
  readonly flatUnits: readonly number[];
  readonly mean: Float64Array;
  /** Sample variance: squared deviations divided by the row count less one. */
  readonly variance: Float64Array;
}

/** A variance below this share of its unit's squared size, or of the largest variance, is rounding of float32. */
const FLAT = 1e-12;

export function unitMoments(points: Points): UnitMoments | NotFitted {
  const { rowCount, unitCount, data } = points;
  if (rowCount < 2) return { notFitted: `${rowCount} ${rowCount === 1 ? 'row has' : 'rows have'} no spread` };
  const means = new Float64Array(unitCount);
  for (let i = 0, j = 0; i < data.length; i++, j = j + 1 === unitCount ? 0 : j + 1) means[j]! += data[i]! / rowCount;
  const variances = new Float64Array(unitCount);
  for (let i = 0, j = 0; i < data.length; i++, j = j + 1 === unitCount ? 0 : j + 1) {
    variances[j]! += (data[i]! - means[j]!) ** 2 / (rowCount - 1);
  }
  if (!variances.every(Number.isFinite)) return { notFitted: 'a value is not finite' };
  const largest = variances.reduce((a, b) => Math.max(a, b), 0);
  const varies = (j: number): boolean => variances[j]! > FLAT * (means[j]! ** 2 + largest);
  const all = Array.from(variances.keys());
  const units = all.filter(varies);
  if (units.length === 0) return { notFitted: 'no unit varies over the rows: the latent is collapsed' };
  return {
    rowCount,
    units,
    flatUnits: all.filter((j) => !varies(j)),
    mean: Float64Array.from(units, (j) => means[j]!),
    variance: Float64Array.from(units, (j) => variances[j]!),
  };
}

/**
 * One number per point, from its deviations from the mean in the units that vary.
 *
 * @param deviation - overwritten for each point: read it, do not keep it
 */
export function perPoint(
  points: Points,
  units: readonly number[],
  mean: Float64Array,
  number: (deviation: Float64Array) => number,
): Float64Array {
  const deviation = new Float64Array(units.length);
  return Float64Array.from({ length: points.rowCount }, (_, row) => {
    units.forEach((unit, k) => {
      deviation[k] = points.data[row * points.unitCount + unit]! - mean[k]!;
    });
    return number(deviation);
  });
}
