import type { Node } from '../../graph/node.ts';
import type { DiagonalGaussian } from '../../nn/diagonal-gaussian.ts';

/** What the latent is held against. */
export interface Prior {
  /** @returns `[batch, latent]` divergence of the posterior from the prior, nats */
  klPerUnit(posterior: DiagonalGaussian): Node;
  /**
   * @param latent - `[batch, latent]`
   * @returns `[batch]` logarithm of its density, nats
   */
  logDensity(latent: Node): Node;
}
