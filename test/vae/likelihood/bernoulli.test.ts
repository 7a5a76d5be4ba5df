import { expect, test } from 'vitest';
import { input } from '../../../src/graph/operations/index.ts';
import { conventionValues } from '../../../src/nn/conventions.ts';
import { Scope } from '../../../src/nn/parameters.ts';
import { bernoulli } from '../../../src/vae/likelihood/bernoulli.ts';
import { compute, expectClose } from '../../float64.ts';
import { toolkits } from '../../golden/toolkits.ts';

const likelihood = bernoulli.build({});
const term = (columns: number) => {
  const shape = ['batch', columns] as const;
  const scope = new Scope([], conventionValues.keras);
  return likelihood.term(scope, 'data', input('outputs', shape), input('targets', shape));
};

test("is the sum over columns of PyTorch's cross-entropy with logits, for bits and intensities", () => {
  const { outputs, targets, bernoulli: expected } = toolkits.likelihoods;
  expectClose(compute([term(4)], { outputs, targets }, 2)[0]!, expected);
});

test('of one bit at logit 0 is log 2, and at a sure and right logit nothing', () => {
  const feeds = { outputs: [[0], [1e4], [-1e4], [-1e4]], targets: [[1], [1], [0], [1]] };
  expectClose(compute([term(1)], feeds, 4)[0]!, [Math.LN2, 0, 0, 1e4]);
});

test('predicts probabilities', () => {
  const predicted = likelihood.predict(input('outputs', ['batch', 3]));
  expectClose(compute([predicted], { outputs: [[0, Math.log(3), -1e4]] })[0]!, [0.5, 0.75, 0]);
  expect(likelihood.range).toEqual([0, 1]);
});
