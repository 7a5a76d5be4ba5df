import { number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { add, divide, multiply, scale, sqrt, square, subtract } from '../../graph/operations/index.ts';
import { buildSchedule, scheduleOption } from '../../vae/schedule.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * The gradient divided by the root of its mean square. Keras adds epsilon under the root, PyTorch beside it; where
 * momentum is wanted, Keras keeps rate * direction in its velocity, PyTorch the direction alone.
 *
 * The mean square is kept without its factor (1 - decay), V = v / (1 - decay); `rate` and `epsilon` carry it:
 *
 *   V <- decay V + g^2,  direction = g / (sqrt(V) + epsilon)  or  g / sqrt(V + epsilon)
 *
 * @see Tieleman and Hinton, "Lecture 6.5: rmsprop", COURSERA: Neural Networks for Machine Learning (2012)
 */
export const rmsprop = defineVariant({
  summary: 'gradients divided by their root mean square, with momentum if wanted',
  options: {
    learningRate: scheduleOption({ default: 1e-3, min: 0, help: 'step size' }),
    decay: number({
      min: 0,
      below: 1,
      help: 'decay of the mean square; where not given, 0.9 (keras) or 0.99 (pytorch)',
    }).optional(),
    momentum: number({ default: 0, min: 0, below: 1, help: 'share of the last move that goes on' }),
    epsilon: number({
      above: 0,
      help: 'keeps the quotient finite; where not given, 1e-7 (keras) or 1e-8 (pytorch)',
    }).optional(),
  },
  build: ({ learningRate, decay, momentum, epsilon }): Optimizer => ({
    learningRate: buildSchedule(learningRate, 'config.training.optimizer.learningRate'),
    form: ({ rmspropDecay, rmspropEpsilonUnderRoot, velocityHoldsRate }) => ({
      slots: momentum === 0 ? ['meanSquare'] : ['meanSquare', 'velocity'],
      scalars: ['rate', 'epsilon'],
      update(parameter, gradient, slots, scalars) {
        const rate = scalars.rate!;
        const meanSquare = add(scale(slots.meanSquare!, decay ?? rmspropDecay), square(gradient));
        const root = rmspropEpsilonUnderRoot
          ? sqrt(add(meanSquare, scalars.epsilon!))
          : add(sqrt(meanSquare), scalars.epsilon!);
        const direction = divide(gradient, root);
        if (momentum === 0) return { parameter: subtract(parameter, multiply(direction, rate)), slots: { meanSquare } };
        const push = velocityHoldsRate ? multiply(direction, rate) : direction;
        const velocity = add(scale(slots.velocity!, momentum), push);
        const move = velocityHoldsRate ? velocity : multiply(velocity, rate);
        return { parameter: subtract(parameter, move), slots: { meanSquare, velocity } };
      },
    }),
    scalarsAt(_, rate, { rmspropDecay, rmspropEpsilon, rmspropEpsilonUnderRoot }) {
      const share = 1 - (decay ?? rmspropDecay);
      const root = Math.sqrt(share);
      return {
        rate: rate / root,
        epsilon: (epsilon ?? rmspropEpsilon) / (rmspropEpsilonUnderRoot ? share : root),
      };
    },
  }),
});
