import { describe, expect, test } from 'vitest';
import { gradients } from '../../../src/graph/gradient.ts';
import { input, mean } from '../../../src/graph/operations/index.ts';
import { conventionValues } from '../../../src/nn/conventions.ts';
import { Scope } from '../../../src/nn/parameters.ts';
import { gaussian } from '../../../src/vae/likelihood/gaussian.ts';
import { compute, expectClose } from '../../float64.ts';
import { toolkits } from '../../golden/toolkits.ts';

const shape = ['batch', 4] as const;
const term = (variance: 'fixed' | 'learned', value: number) => {
  const scope = new Scope([], conventionValues.keras);
  const likelihood = gaussian.build({ variance, value });
  return { scope, likelihood, node: likelihood.term(scope, 'data', input('outputs', shape), input('targets', shape)) };
};
const { outputs, targets, gaussian: golden } = toolkits.likelihoods;

describe.each(Object.entries(golden).map(([variance, nats]) => [Number(variance), nats] as const))(
  'with variance %d',
  (variance, nats) => {
    test("fixed, is the sum over columns of PyTorch's normal log-density", () => {
      const { node, scope, likelihood } = term('fixed', variance);
      expectClose(compute([node], { outputs, targets }, 2)[0]!, nats);
      expect(scope.parameters.size).toBe(0);
      expect(likelihood.fixedVariance).toBe(variance);
    });

    test('learned, is the same and starts there', () => {
      const { node, scope, likelihood } = term('learned', variance);
      const start = new Float32Array(1);
      scope.parameters.get('decoder.logVariance.data')!.initializer(start, undefined as never);
      expect(start[0]).toBe(Math.fround(Math.log(variance)));
      expect(likelihood.learnedVariance!('data')).toBe('decoder.logVariance.data');
      const feeds = { outputs, targets, 'decoder.logVariance.data': [Math.log(variance)] };
      expectClose(compute([node], feeds, 2)[0]!, nats);
    });
  },
);

test('a learned variance has no gradient exactly at the mean squared error', () => {
  const { node, scope } = term('learned', 1);
  const parameter = scope.parameters.get('decoder.logVariance.data')!.node;
  const [gradient] = gradients(mean(node), [parameter]);
  const squares = outputs.flat().map((output, i) => (output - targets.flat()[i]!) ** 2);
  const best = Math.log(squares.reduce((a, b) => a + b) / squares.length);
  expectClose(compute([gradient!], { outputs, targets, 'decoder.logVariance.data': [best] }, 2)[0]!, [0], 1e-12);
});

test.each([-1e4, 1e4])('a learned log-variance of %d is held in its range', (extreme) => {
  const { node } = term('learned', 1);
  const [values] = compute([node], { outputs, targets, 'decoder.logVariance.data': [extreme] }, 2);
  expect(values!.every((value) => Number.isFinite(Math.fround(value)))).toBe(true);
});

test('predicts its mean', () => {
  const means = input('outputs', shape);
  expect(term('fixed', 1).likelihood.predict(means)).toBe(means);
});
