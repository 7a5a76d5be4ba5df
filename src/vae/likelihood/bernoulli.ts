import { defineVariant } from '../../base/variant.ts';
import { multiply, sigmoid, softplus, subtract } from '../../graph/operations/index.ts';
import { type Likelihood, sumOfEntries } from './likelihood.ts';

/**
 * Cross-entropy of 0 / 1 entries, or of intensities in [0, 1], from logits:
 *
 *   -log p(x | l) = softplus(l) - x l
 *
 * @see "Auto-Encoding Variational Bayes", appendix C.1, arXiv:1312.6114
 */
export const bernoulli = defineVariant({
  summary: 'cross-entropy of 0 / 1 entries or of intensities in [0, 1], from logits',
  options: {},
  build: (): Likelihood => ({
    kind: 'bernoulli',
    range: [0, 1],
    term: (_scope, _modality, logits, targets, counted) =>
      sumOfEntries(subtract(softplus(logits), multiply(targets, logits)), counted),
    predict: (logits) => sigmoid(logits),
    outputFor: (rate) => Math.log(rate / (1 - rate)),
  }),
});
