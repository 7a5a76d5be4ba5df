/** How an entry is modelled given the decoder's output: one output per column. */
import type { Node } from '../../graph/node.ts';
import { multiply, sum } from '../../graph/operations/index.ts';
import type { Scope } from '../../nn/parameters.ts';

export interface Likelihood {
  readonly kind: 'bernoulli' | 'gaussian' | 'categorical';
  /** The values it is defined for, both included; absent for any real. */
  readonly range?: readonly [number, number];
  /** Name of the trained variance of a modality, when it is learned. */
  readonly learnedVariance?: (modality: string) => string;
  /** The variance when it is fixed. */
  readonly fixedVariance?: number;
  /**
   * Negative log-likelihood.
   *
   * @param outputs - `[batch, columns]` decoder outputs
   * @param targets - `[batch, columns]`
   * @param counted - `[batch, columns]` 1 for entries that are summed, 0 for others; absent: all are
   * @returns `[batch]` nats, summed over columns
   */
  term(scope: Scope, modality: string, outputs: Node, targets: Node, counted?: Node): Node;
  /** What training makes small in place of the term, where it is something else. */
  readonly trained?: {
    /** Such as `focal`. */
    readonly name: string;
    /** `[batch]`, summed over columns as the term is; not in nats. */
    term(outputs: Node, targets: Node, counted?: Node): Node;
  };
  /** What multiplies the probabilities that the decoder gives: applied to its outputs before anything reads them. */
  readonly factors?: {
    /** Trained numbers beside those of the decoder. */
    parameterCount(columnCount: number, latentCount: number): number;
    /**
     * @param outputs - `[batch, columns]` of the decoder
     * @param latent - `[batch, latent]` what the decoder read
     * @returns `[batch, columns]`
     */
    apply(scope: Scope, modality: string, outputs: Node, latent: Node): Node;
  };
  /** What it predicts for each entry: a probability or a mean. `[batch, columns]` */
  predict(outputs: Node): Node;
  /** The decoder's output for which it predicts `mean`, when its factors are as they begin. */
  outputFor(mean: number): number;
}

/** `[batch]` sums over columns. @param counted - 1 for entries that are summed, 0 for others; absent: all are */
export const sumOfEntries = (entries: Node, counted?: Node): Node =>
  sum(counted === undefined ? entries : multiply(entries, counted), [1]);
