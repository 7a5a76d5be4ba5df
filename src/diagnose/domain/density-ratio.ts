/**
 * The density of a Gaussian at a point as a share of its density in the middle: 1 there, 0.61 at one standard deviation,
 * 0.14 at two. A picture of closeness, no probability: in many units nearly every point of train itself scores near 0,
 * because few lie in the very middle.
 */
import { type ClassDistances, type ClassScores, fitClassDistances } from './class-distances.ts';
import { fitSquaredMahalanobis } from './full-gaussian.ts';
import type { DomainMeasure, NotFitted, Points } from './measure.ts';

/**
 *   confidence = phi(z) / phi(mean) = exp(-distance^2 / 2)
 *
 * @param means - `[rows, latent]` posterior means of train
 */
export function fitDensityRatio(means: Points): DomainMeasure | NotFitted {
  const squared = fitSquaredMahalanobis(means);
  if ('notFitted' in squared) return squared;
  return {
    flatUnits: squared.flatUnits,
    score: (points) => {
      const distances = squared.of(points);
      return { distance: distances.map(Math.sqrt), confidence: distances.map(ratio) };
    },
  };
}

/** The same with a Gaussian for each class: the share at the nearest of them. */
export function fitClassDensityRatio(means: Points, classes: Int32Array): ClassDistances | NotFitted {
  const fitted = fitClassDistances(means, classes, 'own');
  if ('notFitted' in fitted) return fitted;
  return {
    ...fitted,
    score: (points): ClassScores => {
      const scores = fitted.score(points);
      return { ...scores, confidence: scores.distance.map((distance) => ratio(distance ** 2)) };
    },
  };
}

const ratio = (squaredDistance: number): number => Math.exp(-squaredDistance / 2);
