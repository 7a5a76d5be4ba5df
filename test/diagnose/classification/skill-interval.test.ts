import { expect, test } from 'vitest';
import { skillInterval } from '../../../src/diagnose/classification/skill-interval.ts';

const losses = Float64Array.of(
  ...[0.1, 0.3, 0.05, 1.2, 0.4, 0.2, 0.15, 0.9, 0.35, 0.02],
  ...[0.6, 0.25, 0.08, 0.5, 0.3, 0.1, 0.7, 0.2, 0.45, 0.12],
);
const baseline = Float64Array.of(
  ...[0.7, 0.6, 0.65, 0.8, 0.7, 0.5, 0.72, 0.66, 0.7, 0.61],
  ...[0.69, 0.55, 0.71, 0.68, 0.6, 0.64, 0.75, 0.58, 0.7, 0.62],
);

// scipy 1.17.1: bootstrap(paired=True, method='percentile', n_resamples=100000); a thousand draws are off by about 0.01
test('the interval is that of scipy', () => {
  const { skill, low, high } = skillInterval(losses, baseline)!;
  expect(skill).toBeCloseTo(0.47036474164133724, 12);
  expect(Math.abs(low - 0.276218611521418)).toBeLessThan(0.025);
  expect(Math.abs(high - 0.647640982175234)).toBeLessThan(0.025);
  expect(skillInterval(losses, baseline)).toEqual({ skill, low, high });
});

test('a model that does the same as its baseline on every row has no skill, surely', () =>
  expect(skillInterval(baseline, baseline)).toEqual({ skill: 0, low: 0, high: 0 }));

test('from a baseline without loss there is no way to go', () =>
  expect(skillInterval(losses, new Float64Array(20))).toBeUndefined());
