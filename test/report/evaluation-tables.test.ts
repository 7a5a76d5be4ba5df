import { expect, test } from 'vitest';
import { baselineSums, boundTable, errorTable, mainSplit, modalityTable } from '../../src/report/evaluation-tables.ts';
import { sampleInput } from './sample-input.ts';

const { evaluation } = sampleInput();
const validation = evaluation.splits.validation!;

test('trivial models are summed over modalities; one without a chain counts its rates', () => {
  expect(baselineSums(evaluation, validation)).toEqual({ constant: 90.66, perColumn: 85.66, markov: 70.66, floor: 0 });
});

test('skill compares the bound, KL included, with the trivial models', () => {
  const row = boundTable(evaluation).rows[1]!;
  const none = [undefined, undefined, undefined];
  expect(row.slice(0, 9)).toEqual(['validation', 71.8, ...none, 90.66, 85.66, 70.66, 0]);
  expect(row[9]).toBeCloseTo(1 - 71.8 / 90.66, 12);
  expect(row[11]).toBeCloseTo(1 - 71.8 / 70.66, 12);
});

test('the importance-weighted bound stands beside the bound, with its draws', () => {
  const importanceWeighted = { samples: 50, negativeLogLikelihood: 69.5, effectiveSamples: 7.2 };
  const splits = { validation: { ...validation, importanceWeighted } };
  const { header, rows } = boundTable({ ...evaluation, splits });
  expect(header.slice(1, 5)).toEqual([
    'bound (reconstruction + KL)',
    'importance-weighted bound',
    'draws a row',
    'draws it rests on',
  ]);
  expect(rows[0]!.slice(1, 5)).toEqual([71.8, 69.5, 50, 7.2]);
});

test('without a floor there is no skill', () => {
  const learned = { kind: 'gaussian', variance: 1, varianceIsLearned: true } as const;
  const likelihoods = { ...evaluation.likelihoods, expression: learned };
  const row = boundTable({ ...evaluation, likelihoods }).rows[1]!;
  expect(row.slice(8)).toEqual([undefined, undefined, undefined, undefined]);
});

test('per modality the reconstruction is labelled as free of KL and has no skill of its own', () => {
  const { header, rows } = modalityTable(evaluation);
  expect(header).toContain('reconstruction, KL not counted');
  expect(header.join()).not.toContain('skill');
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ['train', 'k27', 300, 60.5],
    ['train', 'expression', 1, 0.5],
    ['validation', 'k27', 300, 63.5],
    ['validation', 'expression', 1, 0.5],
  ]);
});

test('the error of principal components stands beside the model, always-zero accuracy beside its own', () => {
  const { header, rows } = errorTable(evaluation);
  const row = rows[0]!;
  expect(row[header.indexOf('skill over PCA')]).toBeCloseTo(1 - 0.05 / 0.048, 12);
  expect(row.slice(-2)).toEqual([0.94, 0.93]);
});

test('figures show validation, and test or train only without it', () => {
  expect(mainSplit(evaluation)![0]).toBe('validation');
  expect(mainSplit({ ...evaluation, splits: { train: validation } })![0]).toBe('train');
  expect(mainSplit({ ...evaluation, splits: {} })).toBeUndefined();
});
