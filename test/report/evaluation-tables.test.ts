import { expect, test } from 'vitest';
import { answerTable } from '../../src/report/answer-tables.ts';
import {
  baselineSums,
  boundTable,
  errorTable,
  mainSplit,
  modalityTable,
  splitTable,
} from '../../src/report/evaluation-tables.ts';
import { madeBinary } from '../diagnose/made-evaluation.ts';
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

test('a ratio of gradient norms stands beside the effective beta that is not defined', () => {
  const name = 'gradient of reconstruction over that of weighted KL';
  const column = (given: typeof evaluation) => {
    const { header, rows } = splitTable(given);
    return rows[0]![header.indexOf(name)];
  };
  expect(column({ ...evaluation, gradientNorms: { reconstruction: 3, kl: 1.5 } })).toBe(2);
  expect(column(evaluation)).toBeUndefined();
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

test('answers of 0 and 1 stand beside a rate per column, one rate, and 1 everywhere', () => {
  expect(answerTable(evaluation).rows).toEqual([]);
  const binary = madeBinary([
    [0.2, 50, 10],
    [0.8, 10, 30],
  ]);
  const { k27 } = validation.perModality;
  const perModality = { k27: { ...k27!, binary }, expression: { ...validation.perModality.expression!, binary } };
  const split = { ...validation, perModality };
  const { header, rows: all } = answerTable({ ...evaluation, splits: { train: split, validation: split } });
  const answers = all.map(([splitName, modality, , answer]) => `${splitName} ${modality} ${answer}`);
  expect(answers.slice(4)).toEqual([
    'validation expression the model',
    'validation expression one rate',
    'validation expression 1 everywhere',
  ]);
  expect(answerTable({ ...evaluation, splits: { train: split } }).rows[0]![0]).toBe('train');
  const rows = all.slice(0, 4);
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
  expect(column('answers of')).toEqual(['the model', 'a rate per column', 'one rate', '1 everywhere']);
  expect(column('share of ones')).toEqual([0.4, undefined, undefined, undefined]);
  expect(column('answered 1')).toEqual([0.4, undefined, undefined, undefined]);
  expect(column('precision')).toEqual([0.75, undefined, undefined, 0.4]);
  expect(column('recall')).toEqual([0.75, 0, 0, 1]);
  expect(column('MCC')[0]).toBeCloseTo((30 * 50 - 10 * 10) / (40 * 60), 12);
  expect(column('AUROC').slice(1)).toEqual([0.5, 0.5, 0.5]);
  expect(column('count MSE, cut')[0]).toBe(9);
  expect(column('count MSE, summed')).toEqual([4, 1, 1, 37]);
});

test('answers of a model that hides entries are those of the hidden ones', () => {
  const of = (ones: number) => madeBinary([[0.75, 100 - ones, ones]]);
  const { k27 } = validation.perModality;
  const hidden = { ...k27!, entriesPerRow: 300, rowShare: 1, binary: of(60) };
  const perModality = { k27: { ...k27!, binary: of(20), hidden } };
  const { header, rows } = answerTable({ ...evaluation, splits: { test: { ...validation, perModality } } });
  expect(rows[0]!.slice(0, 4)).toEqual(['test', 'k27', 'hidden', 'the model']);
  expect(rows[0]![header.indexOf('share of ones')]).toBe(0.6);
});

test('means of entries stand beside the mean that trained', () => {
  const { k27 } = validation.perModality;
  const means = { data: 0.07, predicted: 0.06, train: 0.08 };
  const splits = { validation: { ...validation, perModality: { k27: { ...k27!, means } } } };
  const { header, rows } = errorTable({ ...evaluation, splits });
  const first = header.indexOf('mean of the data');
  expect(header.slice(first, first + 3)).toEqual(['mean of the data', 'mean predicted', 'mean on train']);
  expect(rows[0]!.slice(first, first + 3)).toEqual([0.07, 0.06, 0.08]);
});

test('figures show validation, and test or train only without it', () => {
  expect(mainSplit(evaluation)![0]).toBe('validation');
  expect(mainSplit({ ...evaluation, splits: { train: validation } })![0]).toBe('train');
  expect(mainSplit({ ...evaluation, splits: {} })).toBeUndefined();
});
