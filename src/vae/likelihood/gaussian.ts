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
import { type Likelihood, sumOfEntries } from './likelihood.ts';

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
      term(scope, modality, means, targets, counted) {
        const squares = sumOfEntries(square(subtract(targets, means)), counted);
        // A number for every row, or one for each.
        const columns = counted === undefined ? constant(means.shape[1] as number) : sum(counted, [1]);
        if (variance === 'fixed')
          return add(scale(squares, 0.5 / value), scale(columns, (LOG_TWO_PI + Math.log(value)) / 2));
        const logVariance = clip(
          scope.parameter(name(modality), [1], constantInitializer(Math.log(value))),
          ...LOG_VARIANCE_RANGE,
        );
        const scaled = multiply(scale(squares, 0.5), exp(negate(logVariance)));
        return add(scaled, multiply(scale(add(logVariance, constant(LOG_TWO_PI)), 0.5), columns));
      },
      predict: (means) => means,
      outputFor: (mean) => mean,
    };
  },
});
