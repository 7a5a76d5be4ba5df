import { expect, test } from 'vitest';
import { effectiveBeta } from '../../src/diagnose/effective-beta.ts';
import { diagnose, diagnoseBeforehand, diagnostics } from '../../src/diagnose/index.ts';
import { madeEvaluation } from './made-evaluation.ts';

const collapsed = madeEvaluation({
  test: { klPerUnit: [0], variances: [0], modalities: { data: { count: 9, reconstruction: 90, baselines: {} } } },
});
const input = {
  evaluation: collapsed,
  effectiveBeta: effectiveBeta({
    klWeight: 1,
    klReduction: 'sum',
    reconstructionReduction: 'mean-over-features',
    featureCount: 4000,
    latentCount: 50,
    batchSize: 128,
  }),
  data: {
    splitRowCounts: { train: 800, validation: 100, test: 100 },
    featureCount: 9,
    constantColumns: [],
    seenInTrain: { validation: 0, test: 0 },
  },
};

test('findings come worst first, each under the id of its row', () => {
  const findings = diagnose(input);
  expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['collapse', 'problem'],
    ['beats-baseline', 'problem'],
    ['effective-beta', 'warning'],
    ['data', 'good'],
  ]);
  const ids: readonly string[] = Object.keys(diagnostics);
  expect(ids).toEqual(expect.arrayContaining(findings.map(({ id }) => id)));
});

test('before training only what needs no evaluation is said', () => {
  expect(diagnoseBeforehand(input).map(({ id }) => id)).toEqual(['effective-beta', 'data']);
  expect(diagnose({})).toEqual([]);
});
