/**
 * One Gaussian with the same standard deviation in every direction, fitted on sampled latents of train: a point is in
 * the domain when it lies within so many standard deviations of the mean.
 *
 * A ball of N standard deviations holds the less the more units there are: of one, 68.3 % in one dimension, 39.3 % in
 * two, 0.2 % in eight. So each N comes with two radii: N itself, and the radius that holds as much as N does in one
 * dimension.
 */
import { chiSquareCumulative, chiSquareQuantile, chiSquareUpperTail } from '../../base/chi-square.ts';
import { normalUpperTail } from '../../base/normal-distribution.ts';
import type { DomainMeasure, NotFitted, Points } from './measure.ts';
import { perPoint, unitMoments } from './unit-moments.ts';

/** Both radii of "within N standard deviations", in standard deviations, and the share of the Gaussian inside each. */
export interface BallRadii {
  readonly literal: { readonly radius: number; readonly share: number };
  readonly matched: { readonly radius: number; readonly share: number };
}

export interface GaussianBall extends DomainMeasure {
  readonly mean: Float64Array;
  /** sigma, one for all units. */
  readonly deviation: number;
  readonly radii: (sigmas: number) => BallRadii;
}

/**
 *   sigma^2 = mean over rows and units of (z - mean)^2
 *
 * Distances are `|z - mean| / sigma`; the confidence is the share of the Gaussian further out, by the chi-square
 * distribution of the squared distance.
 *
 * @param samples - `[rows, latent]` latents of train with sampling on
 */
export function fitGaussianBall(samples: Points): GaussianBall | NotFitted {
  const moments = unitMoments(samples);
  if ('notFitted' in moments) return moments;
  const { rowCount, units, flatUnits, mean, variance } = moments;
  const total = variance.reduce((sum, value) => sum + value, 0);
  const deviation = Math.sqrt((total * (rowCount - 1)) / rowCount / units.length);
  return {
    flatUnits,
    mean,
    deviation,
    radii: (sigmas) => ballRadii(sigmas, units.length),
    score: (points) => {
      const distance = perPoint(
        points,
        units,
        mean,
        (offset) => Math.sqrt(offset.reduce((sum, value) => sum + value ** 2, 0)) / deviation,
      );
      return { distance, confidence: distance.map((value) => chiSquareUpperTail(value ** 2, units.length)) };
    },
  };
}

/** @param sigmas - N, above 0 */
export function ballRadii(sigmas: number, dimensionCount: number): BallRadii {
  const share = 1 - 2 * normalUpperTail(sigmas);
  return {
    literal: { radius: sigmas, share: chiSquareCumulative(sigmas ** 2, dimensionCount) },
    matched: { radius: Math.sqrt(chiSquareQuantile(share, dimensionCount)), share },
  };
}
