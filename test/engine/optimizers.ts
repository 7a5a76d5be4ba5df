/** Optimizers of the engine's own tests: small enough to follow by hand. */
import type { OptimizerForm } from '../../src/engine/program.ts';
import { add, divide, multiply, scale, sqrt, square, subtract } from '../../src/graph/operations/index.ts';

/** p - rate g */
export const descent: OptimizerForm = {
  slots: [],
  scalars: ['rate'],
  update: (parameter, gradient, _, { rate }) => ({
    parameter: subtract(parameter, multiply(gradient, rate!)),
    slots: {},
  }),
};

/** Adam with constant rate and epsilon, its moments without their factors (1 - beta). */
export const adam: OptimizerForm = {
  slots: ['m', 'v'],
  scalars: ['rate', 'epsilon'],
  update: (parameter, gradient, slots, { rate, epsilon }) => {
    const m = add(scale(slots.m!, 0.9), gradient);
    const v = add(scale(slots.v!, 0.999), square(gradient));
    const change = multiply(divide(m, add(sqrt(v), epsilon!)), rate!);
    return { parameter: subtract(parameter, change), slots: { m, v } };
  },
};
