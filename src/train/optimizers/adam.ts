import { number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import { add, divide, multiply, scale, sqrt, square, subtract } from '../../graph/operations/index.ts';
import { buildSchedule, scheduleOption } from '../../vae/schedule.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam with its moments kept without their factors (1 - beta): M = m / (1 - beta1), V = v / (1 - beta2).
 *
 *   M <- beta1 M + g,  V <- beta2 V + g^2,  p <- p - rate M / (sqrt(V) + epsilon)
 *
 * Two passes over memory fewer a step; `rate` and `epsilon` carry the factors and the bias corrections, so the
 * sequence is Adam's own.
 *
 * @see Kingma and Ba, arXiv:1412.6980
 */
export const adam = defineVariant({
  summary: 'Adam',
  options: {
    learningRate: scheduleOption({ default: 1e-3, min: 0, help: 'step size' }),
    beta1: number({ default: 0.9, min: 0, below: 1, help: 'decay of the first moment' }),
    beta2: number({ default: 0.999, min: 0, below: 1, help: 'decay of the second moment' }),
    epsilon: number({
      above: 0,
      help: 'keeps the quotient finite; where not given, 1e-7 (keras) or 1e-8 (pytorch)',
    }).optional(),
  },
  build: ({ learningRate, beta1, beta2, epsilon }): Optimizer => ({
    learningRate: buildSchedule(learningRate, 'config.training.optimizer.learningRate'),
    form: () => ({
      slots: ['firstMoment', 'secondMoment'],
      scalars: ['rate', 'epsilon'],
      update(parameter, gradient, slots, scalars) {
        const firstMoment = add(scale(slots.firstMoment!, beta1), gradient);
        const secondMoment = add(scale(slots.secondMoment!, beta2), square(gradient));
        const direction = divide(firstMoment, add(sqrt(secondMoment), scalars.epsilon!));
        return {
          parameter: subtract(parameter, multiply(direction, scalars.rate!)),
          slots: { firstMoment, secondMoment },
        };
      },
    }),
    scalarsAt(update, rate, { adamEpsilon, adamEpsilonBesideCorrected }) {
      const root = Math.sqrt(1 - beta2);
      const corrected = Math.sqrt(1 - beta2 ** update);
      return {
        rate: (rate * (1 - beta1) * corrected) / ((1 - beta1 ** update) * root),
        epsilon: ((epsilon ?? adamEpsilon) * (adamEpsilonBesideCorrected ? corrected : 1)) / root,
      };
    },
  }),
});
