/** Layers that behave differently in training and in use. */
import { labelled, type Node } from '../graph/node.ts';
import {
  add,
  cast,
  constant,
  divide,
  maximum,
  mean,
  multiply,
  reshape,
  scale,
  size,
  sqrt,
  square,
  subtract,
} from '../graph/operations/index.ts';
import { constantInitializer } from './initializers.ts';
import type { Scope } from './parameters.ts';

/**
 * Units dropped with the given probability in training, the others scaled up so that the expectation stays.
 *
 * @param x - `[batch, units]`
 * @param rate - probability of a unit to be dropped, 0 to below 1
 * @see Srivastava et al., 2014, JMLR 15:1929-1958
 */
export function dropout(scope: Scope, name: string, x: Node, rate: number): Node {
  if (!scope.isTraining(name) || rate === 0) return x;
  const keep = 1 - rate;
  const mask = cast(scope.mask(name, x.shape[1] as number, keep), 'float');
  return labelled(multiply(x, scale(mask, 1 / keep)), name);
}

/**
 * Each unit normalized over the batch in training and by its running statistics in use, then scaled and shifted.
 *
 * @param name - parameters `name.scale`, `name.shift`; states `name.runningMean`, `name.runningVariance`, all `[units]`
 * @param x - `[batch, units]`
 * @see Ioffe and Szegedy, arXiv:1502.03167
 */
export function batchNormalization(scope: Scope, name: string, x: Node): Node {
  const units = x.shape[1] as number;
  const { batchNormMomentum: momentum, batchNormEpsilon: epsilon, batchNormUnbiased: unbiased } = scope.conventions;
  const batchMean = mean(x, [0]);
  const centred = subtract(x, batchMean);
  const batchVariance = mean(square(centred), [0]);
  const count = size(x, 0);
  // One row has no unbiased variance; its biased one, 0, is kept instead of 0 / 0.
  const kept = unbiased
    ? multiply(batchVariance, divide(count, maximum(subtract(count, constant(1)), constant(1))))
    : batchVariance;
  const blend = (value: Node) => (before: Node) => add(scale(before, momentum), scale(value, 1 - momentum));
  const runningMean = scope.state(`${name}.runningMean`, [units], 0, blend(batchMean));
  const runningVariance = scope.state(`${name}.runningVariance`, [units], 1, blend(kept));

  const [difference, variance] = scope.isTraining(name)
    ? [centred, batchVariance]
    : [subtract(x, runningMean), runningVariance];
  const normalized = divide(difference, sqrt(add(variance, constant(epsilon))));
  const gain = scope.parameter(`${name}.scale`, [units], constantInitializer(1));
  const shift = scope.parameter(`${name}.shift`, [units], constantInitializer(0));
  return labelled(add(multiply(normalized, gain), shift), name);
}

/** The same elements under `[batch, units]`. */
export const flatten = (x: Node): Node =>
  x.shape.length === 2 ? x : reshape(x, ['batch', x.shape.slice(1).reduce<number>((all, d) => all * (d as number), 1)]);
