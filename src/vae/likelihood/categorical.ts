import type { Node } from '../../graph/node.ts';
import { exp, logSumExp, multiply, subtract, sum } from '../../graph/operations/index.ts';
import type { Likelihood } from './likelihood.ts';

/**
 * One of several classes, from a score for each:
 *
 *   -log p(y | s) = log sum_c exp s_c - s_y
 *
 * Targets are 1 in the column of the class and 0 elsewhere.
 */
export const categorical: Likelihood = {
  kind: 'categorical',
  term: (_scope, _modality, scores, targets) =>
    subtract(multiply(logSumExp(scores, [1]), sum(targets, [1])), sum(multiply(targets, scores), [1])),
  predict: (scores: Node) => exp(subtract(scores, logSumExp(scores, [1], true))),
  outputFor: Math.log,
};
