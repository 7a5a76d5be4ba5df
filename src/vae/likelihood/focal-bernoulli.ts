import { boolean, number } from '../../base/options.ts';
import { defineVariant } from '../../base/variant.ts';
import type { Node } from '../../graph/node.ts';
import {
  add,
  clip,
  constant,
  exp,
  log,
  multiply,
  negate,
  scale,
  sigmoid,
  softplus,
  subtract,
} from '../../graph/operations/index.ts';
import { bernoulli } from './bernoulli.ts';
import { type Likelihood, sumOfEntries } from './likelihood.ts';

/** Below this a miss is as good as none, and its logarithm stays finite. */
const LEAST_MISS = 1e-30;

/**
 * Cross-entropy of which well predicted entries count less. With the probability p = sigmoid(l) of a logit:
 *
 *   miss = x (1 - p) + (1 - x) p,   focal = sum miss^gamma (softplus(l) - x l)
 *
 * and with class balancing each entry times x alpha + (1 - x) (1 - alpha), as in Keras; summed over columns, where
 * Keras averages. It is no likelihood: it trains, and its probabilities are judged by their cross-entropy, in nats.
 *
 * @see Lin et al., "Focal loss for dense object detection", arXiv:1708.02002; Keras 3.15 `BinaryFocalCrossentropy`
 */
export const focalBernoulli = defineVariant({
  summary: 'trains on focal cross-entropy, in which hard entries count more; judged by plain cross-entropy',
  options: {
    gamma: number({ default: 2, min: 0, help: 'how much less well predicted entries count; 0: no less' }),
    alpha: number({
      default: 0.25,
      min: 0,
      max: 1,
      help: 'weight of ones where classes are balanced; zeros get the rest',
    }),
    classBalancing: boolean({ default: false, help: 'weigh ones by alpha and zeros by 1 - alpha' }),
  },
  build: ({ gamma, alpha, classBalancing }): Likelihood => {
    const plain = bernoulli.build({});
    if (gamma === 0 && !classBalancing) return plain;
    return {
      ...plain,
      trained: {
        name: 'focal',
        term(logits: Node, targets: Node, counted?: Node): Node {
          let entries: Node = subtract(softplus(logits), multiply(targets, logits));
          const rest = subtract(constant(1), targets);
          if (gamma > 0) {
            const miss = add(multiply(targets, sigmoid(negate(logits))), multiply(rest, sigmoid(logits)));
            entries = multiply(exp(scale(log(clip(miss, LEAST_MISS, 1)), gamma)), entries);
          }
          if (classBalancing) entries = multiply(add(scale(targets, alpha), scale(rest, 1 - alpha)), entries);
          return sumOfEntries(entries, counted);
        },
      },
    };
  },
});
