import { number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { add, multiply, scale, subtract } from '../../graph/operations/index.ts';
import { buildSchedule, scheduleOption } from '../../vae/schedule.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Gradient descent with momentum. Where the learning rate changes the toolkits differ: Keras keeps rate * gradient in
 * its velocity, PyTorch the gradient alone.
 */
export const sgd = defineVariant({
  summary: 'stochastic gradient descent, with momentum if wanted',
  options: {
    learningRate: scheduleOption({ default: 1e-2, min: 0, help: 'step size' }),
    momentum: number({ default: 0, min: 0, below: 1, help: 'share of the last move that goes on' }),
  },
  build: ({ learningRate, momentum }): Optimizer => ({
    learningRate: buildSchedule(learningRate, 'config.training.optimizer.learningRate'),
    form: ({ velocityHoldsRate }) => ({
      slots: momentum === 0 ? [] : ['velocity'],
      scalars: ['rate'],
      update(parameter, gradient, slots, scalars) {
        const rate = scalars.rate!;
        if (momentum === 0) return { parameter: subtract(parameter, multiply(gradient, rate)), slots: {} };
        const push = velocityHoldsRate ? multiply(gradient, rate) : gradient;
        const velocity = add(scale(slots.velocity!, momentum), push);
        const move = velocityHoldsRate ? velocity : multiply(velocity, rate);
        return { parameter: subtract(parameter, move), slots: { velocity } };
      },
    }),
    scalarsAt: (_, rate) => ({ rate }),
  }),
});
