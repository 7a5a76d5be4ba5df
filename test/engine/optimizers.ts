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

/** Adam without the correction of its first steps. */
export const adam: OptimizerForm = {
  slots: ['m', 'v'],
  scalars: ['rate', 'epsilon'],
  update: (parameter, gradient, slots, { rate, epsilon }) => {
    const m = add(scale(slots.m!, 0.9), scale(gradient, 0.1));
    const v = add(scale(slots.v!, 0.999), scale(square(gradient), 0.001));
    const change = multiply(divide(m, add(sqrt(v), epsilon!)), rate!);
    return { parameter: subtract(parameter, change), slots: { m, v } };
  },
};
