import { expect, test } from 'vitest';
import { effectiveBeta } from '../../src/diagnose/effective-beta.ts';
import { diagnoseWeightedKl } from '../../src/diagnose/weighted-kl.ts';
import { madeEvaluation } from './made-evaluation.ts';

function find(kl: number, weightedKl: number, latentIsSampled = true) {
  const modalities = { data: { count: 9, reconstruction: 80, baselines: {} } };
  const made = madeEvaluation({ test: { klPerUnit: [kl], variances: [1], modalities } }, { latentIsSampled });
  const test = { ...made.splits.test!, weightedKl };
  return diagnoseWeightedKl({ evaluation: { ...made, splits: { test } } });
}

test('a weighted KL far above the raw one is told apart from it', () => {
  expect(find(0.0006, 6)).toEqual({
    id: 'weighted-kl',
    verdict: 'note',
    title: 'The KL in the loss on test, 6, is 10,000 times the KL of the posterior, 0.0006 nats.',
    evidence: { split: 'test', klNats: 0.0006, weightedKl: 6, loss: 80.0006, ratio: expect.closeTo(10_000, 6) },
    advice: [
      'Judge collapse, and compare runs of other weights, by the KL in nats; the weighted one follows its weight.',
    ],
  });
});

test('a small weighted KL is no collapse', () => {
  expect(find(50, 0.005)).toMatchObject({
    verdict: 'note',
    title: 'The KL in the loss on test, 0.005, is 1/10,000 of the KL of the posterior, 50 nats.',
  });
  expect(find(50, 0)!.title).toBe('The KL in the loss on test, 0, is none of the KL of the posterior, 50 nats.');
});

test('within a factor of ten both tell the same story', () => {
  expect(find(10, 40)).toMatchObject({
    verdict: 'good',
    title: 'The KL in the loss on test, 40, is 4 times the KL of the posterior, 10 nats.',
    advice: [],
  });
});

test('with a capacity it is a distance, and no ratio is made of it', () => {
  const modalities = { data: { count: 9, reconstruction: 80, baselines: {} } };
  const evaluation = madeEvaluation({ test: { klPerUnit: [24.5], variances: [1], modalities } });
  const test = { ...evaluation.splits.test!, weightedKl: 500 };
  const reductions = { klWeight: 1000, capacity: 25, featureCount: 9, latentCount: 1, batchSize: 8 };
  const beta = effectiveBeta({ ...reductions, klReduction: 'sum', reconstructionReduction: 'sum' }, 'a capacity');
  expect(diagnoseWeightedKl({ evaluation: { ...evaluation, splits: { test } }, effectiveBeta: beta })).toEqual({
    id: 'weighted-kl',
    verdict: 'good',
    title:
      'The KL in the loss on test, 500, is the weighed distance of the KL of the posterior, 24.5 nats, from a capacity of 25.',
    evidence: { split: 'test', klNats: 24.5, weightedKl: 500, loss: 104.5, capacityNats: 25 },
    advice: [],
  });
});

test('nothing is said where both are equal, where there is no KL, or nothing is sampled', () => {
  expect(find(10, 10)).toBeUndefined();
  expect(find(0, 0)).toBeUndefined();
  expect(find(10, 0, false)).toBeUndefined();
  expect(diagnoseWeightedKl({})).toBeUndefined();
});
