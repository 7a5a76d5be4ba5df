import { expect, test } from 'vitest';
import { evaluateModel } from '../../src/diagnose/evaluate.ts';
import { bitsOf, parametersOf, smallJob, trained } from './small-job.ts';

const architecture = { kind: 'classifier-head', encoder: [5], latent: 2, decoder: [4], activation: 'tanh' };

test('records have accuracy and F1 with sampling off and on, of test only where asked; training keeps every bit', async () => {
  const plain = await trained(smallJob({ architecture }));
  const looked = await trained(smallJob({ architecture, evaluation: { testCurve: true } }));
  expect(looked.steps).toEqual(plain.steps);
  expect(bitsOf(parametersOf(looked.result.parameters))).toEqual(bitsOf(parametersOf(plain.result.parameters)));
  for (const { test: onTest } of plain.epochs) expect(onTest).toBeUndefined();
  for (const epoch of looked.epochs) {
    for (const split of ['train', 'validation', 'test'] as const) {
      const { mean, sampled, meanVariancePerUnit, dimensions } = epoch[split]!.label!;
      expect(mean.accuracy).toBeGreaterThanOrEqual(0);
      expect(sampled!.accuracy).toBeLessThanOrEqual(1);
      expect(meanVariancePerUnit).toHaveLength(2);
      // Rows of the small splits may all be the same.
      expect(dimensions).toBeGreaterThanOrEqual(split === 'train' ? 1 : 0);
      expect(dimensions).toBeLessThanOrEqual(2);
    }
  }
  expect(looked.epochs.map(({ train, validation }) => ({ train, validation }))).toEqual(
    plain.epochs.map(({ train, validation }) => ({ train, validation })),
  );
});

test('the last point of a curve is what the finished model is said to reach', async () => {
  const job = smallJob({ architecture, evaluation: { testCurve: true } });
  const { result, epochs } = await trained(job);
  const { evaluation } = await evaluateModel({
    ...job,
    ...job.evaluation,
    parameters: result.parameters,
    latent: 'sampled',
    effectiveBeta: { value: 1, arithmetic: '1 = 1', klWeight: 1 } as never,
    objective: { klWeight: 1, batchSize: 8 },
  });
  const last = epochs.at(-1)!;
  for (const split of ['train', 'validation', 'test'] as const) {
    const { mean, sampled } = evaluation.splits[split]!.label!;
    expect(last[split]!.label!.mean).toEqual({
      accuracy: mean.classification!.accuracy,
      ...(mean.classification!.f1 === undefined ? {} : { f1: mean.classification!.f1 }),
    });
    expect(last[split]!.label!.sampled!.accuracy).toBe(sampled!.classification!.accuracy);
  }
});

test('a latent that is not sampled has one way to be read, and a model without a head no such numbers', async () => {
  const deterministic = await trained(smallJob({ architecture, strategy: 'deterministic-classifier' }));
  expect(deterministic.epochs.at(-1)!.train!.label!.sampled).toBeUndefined();
  const plain = await trained(smallJob());
  expect(plain.epochs.at(-1)!.train!.label).toBeUndefined();
});
