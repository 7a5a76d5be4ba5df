import { number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { multiply, subtract } from '../../graph/operations/index.ts';
import { adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam, and beside its move every parameter shrinks by a share of the learning rate: the decay does not pass through
 * the moments, as an L2 penalty in the loss would. Biases and batch-norm scales shrink too, as in both toolkits.
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
  },
  build: ({ weightDecay, ...options }): Optimizer => {
    const plain = adam.build(options);
    return {
      learningRate: plain.learningRate,
      form(conventions) {
        const { slots, scalars, update } = plain.form(conventions);
        return {
          slots,
          scalars: [...scalars, 'decay'],
          update(parameter, gradient, before, given) {
            const moved = update(parameter, gradient, before, given);
            return { ...moved, parameter: subtract(moved.parameter, multiply(parameter, given.decay!)) };
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
