import { choice, number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import {
  add,
  clip,
  constant,
  exp,
  multiply,
  negate,
  scale,
  square,
  subtract,
  sum,
} from '../../graph/operations/index.ts';
import { LOG_VARIANCE_RANGE } from '../../nn/diagonal-gaussian.ts';
import { constantInitializer } from '../../nn/initializers.ts';
import type { Likelihood } from './likelihood.ts';

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * Normal entries around the decoder's output, with one variance for the modality:
 *
 *   -log p(x | m) = D/2 log(2 pi v) + |x - m|^2 / (2 v)
 *
 * The variance is fixed, or one more trained number (Rybkin et al., "sigma-VAE", arXiv:2006.13202).
 */
export const gaussian = defineVariant({
  summary: 'normal entries around the decoder output, with a fixed or learned variance',
  options: {
    variance: choice(['fixed', 'learned'], {
      default: 'fixed',
      help: 'a constant, or one number learned per modality',
    }),
    value: number({ default: 1, above: 0, help: 'the variance when fixed, where it starts when learned' }),
  },
  build: ({ variance, value }): Likelihood => {
    const name = (modality: string) => `decoder.logVariance.${modality}`;
    return {
      kind: 'gaussian',
      ...(variance === 'fixed' ? { fixedVariance: value } : { learnedVariance: name }),
      term(scope, modality, means, targets) {
        const columns = means.shape[1] as number;
        const squares = sum(square(subtract(targets, means)), [1]);
        if (variance === 'fixed')
          return add(scale(squares, 0.5 / value), constant((columns / 2) * (LOG_TWO_PI + Math.log(value))));
        const logVariance = clip(
          scope.parameter(name(modality), [1], constantInitializer(Math.log(value))),
          ...LOG_VARIANCE_RANGE,
        );
        const scaled = multiply(scale(squares, 0.5), exp(negate(logVariance)));
        return add(scaled, scale(add(logVariance, constant(LOG_TWO_PI)), columns / 2));
      },
      predict: (means) => means,
    };
  },
});
