/** A normal distribution with independent units: the approximate posterior of a VAE. */
import { labelled, type Node } from '../graph/node.ts';
import { add, clip, constant, exp, multiply, scale, square, subtract, sum } from '../graph/operations/index.ts';

/** log sigma^2 is held in this range: e^-20 and e^20 are far outside anything useful, and e^x stays finite. */
export const LOG_VARIANCE_RANGE = [-20, 20] as const;

export interface DiagonalGaussian {
  /** `[batch, latent]` mu */
  readonly mean: Node;
  /** `[batch, latent]` log sigma^2, clamped */
  readonly logVariance: Node;
}

/** @param rawLogVariance - what a layer gives; clamped to `LOG_VARIANCE_RANGE` */
export const diagonalGaussian = (mean: Node, rawLogVariance: Node): DiagonalGaussian => ({
  mean,
  logVariance: labelled(clip(rawLogVariance, ...LOG_VARIANCE_RANGE), 'posterior log-variance'),
});

/**
 * z = mu + sigma * epsilon, through which gradients flow.
 *
 * @param noise - `[batch, latent]` standard normal draws
 * @see "Auto-Encoding Variational Bayes", section 2.4, arXiv:1312.6114
 */
export const sample = ({ mean, logVariance }: DiagonalGaussian, noise: Node): Node =>
  labelled(add(mean, multiply(exp(scale(logVariance, 0.5)), noise)), 'latent sample');

/**
 * Divergence from a diagonal Gaussian to the standard normal, per example and unit.
 *
 *   KL_j = 1/2 * ( mu_j^2 + sigma_j^2 - 1 - log sigma_j^2 )
 *
 * @returns `[batch, latent]` nats, never negative beyond rounding, zero exactly at the standard normal
 * @see "Auto-Encoding Variational Bayes", appendix B, arXiv:1312.6114
 */
export const standardNormalKl = ({ mean, logVariance }: DiagonalGaussian): Node =>
  labelled(
    scale(subtract(subtract(add(square(mean), exp(logVariance)), logVariance), constant(1)), 0.5),
    'KL per unit',
  );

/**
 * log p(z) = -1/2 sum_j ( z_j^2 + log 2 pi )
 *
 * @param latent - `[batch, latent]`
 * @returns `[batch]` nats
 */
export function standardNormalLogDensity(latent: Node): Node {
  const units = latent.shape[1] as number;
  return subtract(scale(sum(square(latent), [1]), -0.5), constant((units / 2) * Math.log(2 * Math.PI)));
}
