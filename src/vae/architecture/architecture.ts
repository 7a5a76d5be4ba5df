/** The wiring of a model: how rows become a latent distribution, and a latent becomes decoder outputs. */
import type { Node } from '../../graph/node.ts';
import type { Scope } from '../../nn/parameters.ts';
import type { ModelDescription } from '../description.ts';

export interface Architecture {
  readonly latentCount: number;
  /** @param x - `[batch, features]`. @returns mean and raw log-variance, both `[batch, latent]` */
  encode(scope: Scope, x: Node): { readonly mean: Node; readonly logVariance: Node };
  /** @param latent - `[batch, latent]`. @returns `[batch, outputCount]`, linear */
  decode(scope: Scope, latent: Node, outputCount: number): Node;
  describe(featureCount: number, outputCount: number): ModelDescription;
}
