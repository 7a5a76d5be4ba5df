/** One Gaussian with any covariance, fitted on latent means of train: distances are Mahalanobis'. */
import { chiSquareUpperTail } from '../../base/chi-square.ts';
import { covarianceRoot, scatter, squaredMahalanobis } from './mahalanobis.ts';
import type { DomainMeasure, NotFitted, Points } from './measure.ts';
import { perPoint, unitMoments } from './unit-moments.ts';

/**
 *   distance^2 = (z - mean)' S^-1 (z - mean), S the sample covariance
 *
 * The confidence is the share of such a Gaussian further out: `1 - F(distance^2)`, F chi-square with a degree of freedom
 * per unit.
 *
 * @param means - `[rows, latent]` posterior means of train
 */
export function fitFullGaussian(means: Points): DomainMeasure | NotFitted {
  const squared = fitSquaredMahalanobis(means);
  if ('notFitted' in squared) return squared;
  return {
    flatUnits: squared.flatUnits,
    score: (points) => {
      const distances = squared.of(points);
      return {
        distance: distances.map(Math.sqrt),
        confidence: distances.map((value) => chiSquareUpperTail(value, squared.unitCount)),
      };
    },
  };
}

export interface SquaredMahalanobis {
  readonly flatUnits: readonly number[];
  /** Units that vary. */
  readonly unitCount: number;
  readonly of: (points: Points) => Float64Array;
}

export function fitSquaredMahalanobis(means: Points): SquaredMahalanobis | NotFitted {
  const moments = unitMoments(means);
  if ('notFitted' in moments) return moments;
  const { units, flatUnits, mean, rowCount } = moments;
  const covariance = scatter(means, units, mean).map((sum) => sum / (rowCount - 1));
  const root = covarianceRoot(covariance, units);
  if ('notFitted' in root) return root;
  return {
    flatUnits,
    unitCount: units.length,
    of: (points) => perPoint(points, units, mean, (deviation) => squaredMahalanobis(root, deviation)),
  };
}
