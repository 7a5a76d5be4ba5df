import { expect, test } from 'vitest';
import { classificationMetrics } from '../../src/diagnose/classification/classification-metrics.ts';
import { diagnoseTrivialF1 } from '../../src/diagnose/trivial-f1.ts';
import { type MadeModality, madeBinary, madeEvaluation } from './made-evaluation.ts';

const find = (modalities: Readonly<Record<string, MadeModality>>) =>
  diagnoseTrivialF1({ evaluation: madeEvaluation({ test: { klPerUnit: [1], variances: [1], modalities } }) });
const modality = (...groups: Parameters<typeof madeBinary>[0]): MadeModality => ({
  count: 10,
  reconstruction: 80,
  baselines: {},
  binary: madeBinary(groups),
});
/** 85 of 100 ones and 72 of 100 zeros are answered 1. */
const eager = modality([0.2, 28, 15], [0.8, 72, 85]);
const sharp = modality([0.1, 95, 15], [0.9, 5, 85]);

test('an F1 near that of answering 1 everywhere is no success', () => {
  expect(find({ data: eager })).toEqual({
    id: 'trivial-f1',
    verdict: 'warning',
    title: 'F1 at a cut of 0.5 on test does not beat answering 1 everywhere: 0.6615 against 0.6667.',
    evidence: {
      split: 'test',
      'data.f1': expect.closeTo(170 / 257, 12),
      'data.trivialF1': expect.closeTo(2 / 3, 12),
      'data.mcc': expect.closeTo(0.1582, 4),
      'data.balancedAccuracy': expect.closeTo(0.565, 12),
    },
    advice: [
      'Read Matthews correlation, balanced accuracy and areas under curves in place of F1, or choose the cut on validation rows.',
    ],
  });
});

test('an F1 well above it is good', () => {
  expect(find({ data: sharp })).toMatchObject({
    verdict: 'good',
    title: 'F1 at a cut of 0.5 on test beats answering 1 everywhere: 0.8947 against 0.6667.',
    advice: [],
  });
});

test('of several modalities those that miss it are named', () => {
  expect(find({ k9: sharp, bit: eager })).toMatchObject({
    verdict: 'warning',
    title: 'F1 at a cut of 0.5 on test does not beat answering 1 everywhere: 0.6615 against 0.6667 (bit).',
  });
});

test('where ones are rare, an F1 as low as the trivial one flatters nobody', () => {
  expect(find({ k9: modality([0.01, 950, 50]) })).toMatchObject({
    verdict: 'note',
    title: 'F1 at a cut of 0.5 on test does not beat answering 1 everywhere: 0 against 0.09524.',
  });
});

test('of a label the answers with sampling off count, and its class is named', () => {
  const classification = classificationMetrics({
    classes: ['benign', 'malignant'],
    targets: Int32Array.of(0, 0, 1, 1),
    probabilities: Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8),
  })!;
  const evaluation = madeEvaluation({ test: { klPerUnit: [1], variances: [1], modalities: { kind: eager } } });
  const label = { name: 'kind', task: 'binary', mean: { classification } } as const;
  const splits = { test: { ...evaluation.splits.test!, label } };
  expect(diagnoseTrivialF1({ evaluation: { ...evaluation, splits } })).toMatchObject({
    verdict: 'good',
    title: 'F1 of "malignant", sampling off, at a cut of 0.5 on test beats answering it everywhere: 1 against 0.6667.',
    evidence: { 'kind.f1': 1 },
  });
});

test('nothing is said without 0 / 1 entries, without ones, or without an evaluation', () => {
  expect(find({ data: { count: 9, reconstruction: 80, baselines: {} } })).toBeUndefined();
  expect(find({ data: modality([0.2, 30, 0]) })).toBeUndefined();
  expect(diagnoseTrivialF1({})).toBeUndefined();
});
