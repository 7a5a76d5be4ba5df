/** One Gaussian with a standard deviation for each unit and no correlation between them, fitted on latent means of train. */
import { chiSquareUpperTail } from '../../base/chi-square.ts';
import type { DomainMeasure, NotFitted, Points } from './measure.ts';
import { perPoint, unitMoments } from './unit-moments.ts';

/**
 *   distance^2 = sum_j ( (z_j - mean_j) / s_j )^2, s_j^2 the sample variance
 *
 * The confidence is the share of such a Gaussian further out: `1 - F(distance^2)`, F chi-square with a degree of freedom
 * per unit. It takes mean and variance for known, which thousands of rows allow; of a few rows, `fitUnitTest` does not.
 *
 * @param means - `[rows, latent]` posterior means of train
 */
export function fitDiagonalGaussian(means: Points): DomainMeasure | NotFitted {
  const moments = unitMoments(means);
  if ('notFitted' in moments) return moments;
  const { units, flatUnits, mean, variance } = moments;
  return {
    flatUnits,
    score: (points) => {
      const squared = perPoint(points, units, mean, (offset) =>
        offset.reduce((sum, value, k) => sum + value ** 2 / variance[k]!, 0),
      );
      return {
        distance: squared.map(Math.sqrt),
        confidence: squared.map((value) => chiSquareUpperTail(value, units.length)),
      };
    },
  };
}
