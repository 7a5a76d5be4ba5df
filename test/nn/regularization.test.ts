import { describe, expect, test } from 'vitest';
import { input } from '../../src/graph/operations/index.ts';
import { CONVENTIONS, type Conventions, conventionValues } from '../../src/nn/conventions.ts';
import { Scope } from '../../src/nn/parameters.ts';
import { batchNormalization, dropout, flatten } from '../../src/nn/regularization.ts';
import { compute, expectClose, type Numbers } from '../float64.ts';
import { toolkits } from '../golden/toolkits.ts';

describe('batch normalization', () => {
  const { x, gain, shift, ...golden } = toolkits.batchNormalization;
  const units = 3;
  const layer = (conventions: Conventions, isTraining: boolean) => {
    const scope = new Scope(isTraining ? ['encoder'] : [], conventionValues[conventions]);
    const y = batchNormalization(scope, 'encoder.norm', input('x', ['batch', units]));
    const next = (name: string) => scope.states.get(`encoder.norm.${name}`)!.next;
    return { scope, outputs: [y, next('runningMean'), next('runningVariance')] };
  };
  const feeds = (rows: readonly (readonly number[])[], mean: readonly number[], variance: readonly number[]) => ({
    x: rows,
    'encoder.norm.scale': gain,
    'encoder.norm.shift': shift,
    'encoder.norm.runningMean': mean,
    'encoder.norm.runningVariance': variance,
  });
  const zeros = [0, 0, 0];
  const ones = [1, 1, 1];

  test.each(CONVENTIONS)('is that of %s: in training, its running statistics, and in use', (conventions) => {
    const expected = golden[conventions];
    const { outputs } = layer(conventions, true);
    const tolerance = conventions === 'keras' ? 2e-6 : 1e-12;
    const [first, mean, variance] = compute(outputs, feeds(x, zeros, ones), x.length);
    expectClose(first!, expected.training.flat(), tolerance);
    const doubled = x.map((row) => row.map((value) => 2 * value));
    const [second, laterMean, laterVariance] = compute(outputs, feeds(doubled, mean!, variance!), x.length);
    expectClose(second!, expected.again.flat(), tolerance);
    expectClose(laterMean!, expected.mean, tolerance);
    expectClose(laterVariance!, expected.variance, tolerance);
    const inUse = compute(layer(conventions, false).outputs, feeds(x, laterMean!, laterVariance!), x.length);
    expectClose(inUse[0]!, expected.use.flat(), tolerance);
    // In use nothing moves.
    expect(inUse.slice(1)).toEqual([laterMean, laterVariance]);
  });

  test('of one row gives its shift, and a variance of 0 where an unbiased one would be 0 / 0', () => {
    const one = x.slice(0, 1);
    const keras = compute(layer('keras', true).outputs, { ...feeds(one, zeros, ones), 'encoder.norm.scale': ones });
    expectClose(keras[0]!, shift);
    expectClose(keras[1]!, golden.keras.one.mean, 1e-7);
    expectClose(keras[2]!, golden.keras.one.variance, 1e-7);
    const [y, , variance] = compute(layer('pytorch', true).outputs, feeds(one, zeros, ones));
    expectClose(y!, shift);
    expectClose(variance!, [0.9, 0.9, 0.9]);
  });

  test('of a constant column is its shift, not 0 / 0', () => {
    const same: Numbers = Array.from({ length: 5 }, () => [7, 7, 7]);
    for (const conventions of CONVENTIONS) {
      const [y] = compute(layer(conventions, true).outputs, feeds(same, zeros, ones), 5);
      expectClose(
        y!,
        same.flatMap(() => [...shift]),
      );
    }
  });

  test('starts at mean 0 and variance 1, gain 1 and shift 0', () => {
    const { scope } = layer('keras', true);
    expect([...scope.states].map(([name, { shape, initialValue }]) => [name, shape, initialValue])).toEqual([
      ['encoder.norm.runningMean', [3], 0],
      ['encoder.norm.runningVariance', [3], 1],
    ]);
    const start = [...scope.parameters].map(([name, { initializer }]) => {
      const out = new Float32Array(1);
      initializer(out, undefined as never);
      return [name, out[0]];
    });
    expect(start).toEqual([
      ['encoder.norm.scale', 1],
      ['encoder.norm.shift', 0],
    ]);
  });
});

describe('dropout', () => {
  const x = input('x', ['batch', 4]);
  const layer = (trains: string[], rate: number) => {
    const scope = new Scope(trains, conventionValues.keras);
    return { scope, y: dropout(scope, 'encoder.dropout', x, rate) };
  };

  test('drops where the mask is 0 and scales the others up', () => {
    const { scope, y } = layer(['encoder'], 0.75);
    const feeds = { x: [[1, 2, 3, 4]], 'encoder.dropout': [[1, 0, 0, 1]] };
    expect(compute([y], feeds)).toEqual([[4, 0, 0, 16]]);
    expect(scope.rowInputs.get('encoder.dropout')).toEqual({ kind: 'mask', width: 4, keep: 0.25 });
  });

  test('is absent in use, in a part at rest and at rate 0', () => {
    for (const { scope, y } of [layer([], 0.5), layer(['decoder'], 0.5), layer(['encoder'], 0)]) {
      expect(y).toBe(x);
      expect(scope.rowInputs.size).toBe(0);
    }
  });
});

test('flattening keeps the order of elements', () => {
  const image = input('image', ['batch', 2, 2]);
  expect(flatten(image).shape).toEqual(['batch', 4]);
  const rows = input('x', ['batch', 4]);
  expect(flatten(rows)).toBe(rows);
});
