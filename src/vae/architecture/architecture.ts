/** The wiring of a model: how rows become a latent distribution, and what is told from a latent. */
import type { Node } from '../../graph/node.ts';
import type { Scope } from '../../nn/parameters.ts';
import type { ModelDescription } from '../description.ts';
import type { LabelOptions } from '../label.ts';

export interface Architecture {
  readonly latentCount: number;
  /** @param x - `[batch, inputs]`. @returns mean and raw log-variance, both `[batch, latent]` */
  encode(scope: Scope, x: Node): { readonly mean: Node; readonly logVariance: Node };
  /** Absent: rows are not reconstructed. @param latent - `[batch, latent]`. @returns `[batch, outputCount]`, linear */
  readonly decode?: (scope: Scope, latent: Node, outputCount: number) => Node;
  /** Absent: no label is predicted. */
  readonly label?: LabelOptions & {
    /** @param latent - `[batch, latent]`. @returns `[batch, outputCount]`, linear */
    predict(scope: Scope, latent: Node, outputCount: number): Node;
  };
  /** @param labelOutputs - of the head, where there is one */
  describe(inputCount: number, outputCount: number, labelOutputs?: number): ModelDescription;
}
