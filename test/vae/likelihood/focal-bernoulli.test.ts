import { describe, expect, test } from 'vitest';
import { input } from '../../../src/graph/operations/index.ts';
import { conventionValues } from '../../../src/nn/conventions.ts';
import { Scope } from '../../../src/nn/parameters.ts';
import { bernoulli } from '../../../src/vae/likelihood/bernoulli.ts';
import { focalBernoulli } from '../../../src/vae/likelihood/focal-bernoulli.ts';
import { compute, expectClose } from '../../float64.ts';

const nodes = (columns: number) =>
  [input('outputs', ['batch', columns]), input('targets', ['batch', columns])] as const;
const focal = (outputs: number[][], targets: number[][], gamma = 2, alpha = 0.25, classBalancing = false) => {
  const { trained } = focalBernoulli.build({ gamma, alpha, classBalancing });
  return compute([trained!.term(...nodes(outputs[0]!.length))], { outputs, targets }, outputs.length)[0]!;
};

describe('the focal loss', () => {
  const outputs = [
    [0.5, -1.25, 3, -8.6],
    [0, 4, -4, 2.5],
  ];
  const targets = [
    [1, 0, 0.25, 0],
    [0.5, 1, 0, 0.75],
  ];

  // Keras 3.15.1 with PyTorch: 4 * BinaryFocalCrossentropy(apply_class_balancing, alpha=0.3, gamma, from_logits=True,
  // reduction='none'), the four being its mean over columns undone; it computes in float32.
  test.each([
    [2, false, [1.2925565242767334, 0.23165321350097656]],
    [2, true, [0.7565113306045532, 0.10999114066362381]],
    [0.5, false, [2.3690969944000244, 0.8726977109909058]],
    [0, true, [1.69785475730896, 0.6462793946266174]],
  ])('is that of Keras summed over columns: gamma %d, balanced %s', (gamma, balanced, golden) => {
    expectClose(focal(outputs, targets, gamma, 0.3, balanced), golden, 1e-5);
  });

  test('of the published example is 0.6912121 an entry, 0.5101333 balanced', () => {
    const logits = [[-18.6, 0.51, 2.94, -12.8]];
    expectClose(focal(logits, [[0, 1, 0, 0]]), [4 * 0.6912121], 1e-6);
    expectClose(focal(logits, [[0, 1, 0, 0]], 2, 0.25, true), [4 * 0.5101333], 1e-6);
  });
});

test('with gamma 0 and no balancing nothing else trains', () => {
  expect(focalBernoulli.build({ gamma: 0, alpha: 0.25, classBalancing: false }).trained).toBeUndefined();
});

test('judges and predicts as bernoulli does', () => {
  const likelihood = focalBernoulli.build({ gamma: 2, alpha: 0.25, classBalancing: true });
  expect(likelihood.kind).toBe('bernoulli');
  expect(likelihood.range).toEqual([0, 1]);
  const feeds = { outputs: [[0.5, -3]], targets: [[1, 0]] };
  const term = ({ term }: typeof likelihood) => term(new Scope([], conventionValues.keras), 'data', ...nodes(2));
  expect(compute([term(likelihood)], feeds)).toEqual(compute([term(bernoulli.build({}))], feeds));
});
