import { expect, test } from 'vitest';
import type { Baselines } from '../../src/diagnose/evaluation.ts';
import { lowestLoss, reachNats } from '../../src/diagnose/reach.ts';

const modality = { name: 'data', start: 0, count: 30 };
const baselines: Baselines = { constant: 60, perColumn: 50, zeroMse: 1, constantMse: 1, perColumnMse: 1 };

test('probabilities cannot go below the entropy of the targets', () => {
  expect(lowestLoss(modality, { kind: 'bernoulli' }, { ...baselines, floor: 8 })).toBe(8);
  expect(reachNats(modality, { kind: 'bernoulli' }, { ...baselines, floor: 8 })).toBe(42);
});

test('a fixed variance cannot go below its density at zero error', () => {
  const likelihood = { kind: 'gaussian', variance: 1 } as const;
  expect(lowestLoss(modality, likelihood, baselines)).toBeCloseTo(15 * Math.log(2 * Math.PI), 12);
  // Unit variance about each column mean leaves half a nat a column.
  const standardized = { ...baselines, perColumn: 15 * Math.log(2 * Math.PI) + 15 };
  expect(reachNats(modality, likelihood, standardized)).toBeCloseTo(15, 12);
});

test('a learned variance has no floor, and half a nat a column to reach for', () => {
  const likelihood = { kind: 'gaussian', variance: 0.1, varianceIsLearned: true } as const;
  expect(lowestLoss(modality, likelihood, baselines)).toBeUndefined();
  expect(reachNats(modality, likelihood, baselines)).toBe(15);
});
