import { defineVariant } from '../../base/variant.ts';
import type { Node } from '../../graph/node.ts';
import { add, softplus, subtract } from '../../graph/operations/index.ts';
import { dense } from '../../nn/dense.ts';
import { constantInitializer } from '../../nn/initializers.ts';
import type { Scope } from '../../nn/parameters.ts';
import { bernoulli } from './bernoulli.ts';
import type { Likelihood } from './likelihood.ts';

/**
 * Cross-entropy of 0 / 1 entries that are rare for two reasons beside their own: a row has few ones anywhere, a column has few
 * in any row. With the decoder's logit l of row i and column j, the latent z of the row and three sigmoids s:
 *
 *   p_ij = s(l_ij) s(w z_i + b) s(r_j)
 *
 * as in PeakVI, but for one thing: there a network reads the row factor off the row itself, so that it tells of the row for free and the
 * bound is none. Here it is told through the latent, which pays for it in KL; so it knows nothing of what is hidden from
 * the encoder, and rows can be made of latents alone.
 *
 * @see Ashuach et al., "PeakVI", doi:10.1016/j.crmeth.2022.100182
 */
export const factorBernoulli = defineVariant({
  summary:
    'cross-entropy of sparse 0 / 1 entries whose probability is what the decoder says times a factor of the row times one of the column',
  options: {},
  build: (): Likelihood => {
    const plain = bernoulli.build({});
    return {
      ...plain,
      outputFor: (rate) => plain.outputFor(Math.min(rate / FACTORS_AT_FIRST, MOST_OF_THE_DECODER)),
      factors: {
        parameterCount: (columnCount, latentCount) => columnCount + latentCount + 1,
        apply(scope: Scope, modality: string, logits: Node, latent: Node): Node {
          const ofRow = dense(scope, `decoder.rowFactor.${modality}`, latent, 1);
          const columnCount = logits.shape[1] as number;
          const ofColumn = scope.parameter(`decoder.columnFactor.${modality}`, [columnCount], constantInitializer(0));
          return logitOfBoth(logitOfBoth(logits, ofRow), ofColumn);
        },
      },
    };
  },
});

/** Both factors are sigmoids of 0 for the mean latent. */
const FACTORS_AT_FIRST = 0.5 * 0.5;

/** What the decoder says of a column whose rate its factors cannot reach at first. */
const MOST_OF_THE_DECODER = 0.99;

/**
 * The logit of the product of two probabilities, from their logits a and b: p / (1 - p) = e^(a + b) / (1 + e^a + e^b), in which
 * nothing is subtracted that could cancel.
 */
const logitOfBoth = (a: Node, b: Node): Node => subtract(add(a, b), softplus(add(a, softplus(subtract(b, a)))));
