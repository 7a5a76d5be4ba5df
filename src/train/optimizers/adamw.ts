import { choice, number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { multiply, subtract } from '../../graph/operations/index.ts';
import { adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam, and beside its move every parameter shrinks by a share of the learning rate: the decay does not pass through
 * the moments, as an L2 penalty in the loss would. Biases and batch-norm scales shrink too, as in both toolkits; with
 * `decays: weights` they keep what they learn, so that outputs shrink towards the column means and not towards 1/2.
 *
 *   p <- p - (Adam's move + rate * weightDecay * p)
 *
 * @see Loshchilov and Hutter, "Decoupled weight decay regularization", arXiv:1711.05101
 */
export const adamw = defineVariant({
  summary: 'Adam with decoupled weight decay',
  options: {
    ...adam.options,
    weightDecay: number({
      min: 0,
      help: 'share of the learning rate by which parameters shrink; where not given, 0.004 (keras) or 0.01 (pytorch)',
    }).optional(),
    decays: choice(['all', 'weights'], {
      default: 'all',
      help: 'what shrinks: all parameters, or only weights, not biases and batch-norm scales',
    }),
  },
  build: ({ weightDecay, decays, ...options }): Optimizer => {
    const plain = adam.build(options);
    return {
      learningRate: plain.learningRate,
      form(conventions) {
        const { slots, scalars, update } = plain.form(conventions);
        return {
          slots,
          scalars: [...scalars, 'decay'],
          update(parameter, gradient, before, given, isWeight) {
            const moved = update(parameter, gradient, before, given, isWeight);
            const share = decays === 'all' ? given.decay! : multiply(isWeight, given.decay!);
            return { ...moved, parameter: subtract(moved.parameter, multiply(parameter, share)) };
          },
        };
      },
      scalarsAt: (update, rate, conventions) => ({
        ...plain.scalarsAt(update, rate, conventions),
        decay: rate * (weightDecay ?? conventions.adamWeightDecay),
      }),
    };
  },
});
