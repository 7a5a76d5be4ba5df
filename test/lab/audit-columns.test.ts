import { describe, expect, test } from 'vitest';
import { columnMeanings, type Meaning } from '../../src/lab/audit-columns.ts';

const only = (column: string): Meaning => columnMeanings(['run', column])[1]!;

describe('a column is known by its name, whatever its capitals, marks and unit', () => {
  test.each([
    ['Accuracy (%)', { kind: 'printed', field: 'accuracy', isPercent: true }],
    ['acc', { kind: 'printed', field: 'accuracy', isPercent: false }],
    ['F1-score', { kind: 'printed', field: 'f1', isPercent: false }],
    ['Sensitivity', { kind: 'printed', field: 'recall', isPercent: false }],
    ['weighted KL', { kind: 'printed', field: 'weightedKl', isPercent: false }],
    ['KL (weighted)', { kind: 'printed', field: 'weightedKl', isPercent: false }],
    ['KL (nats per row)', { kind: 'printed', field: 'kl', isPercent: false }],
    ['β', { kind: 'exact', field: 'klWeight' }],
    ['γ', { kind: 'exact', field: 'gamma' }],
    ['test_rows', { kind: 'exact', field: 'testRows' }],
    ['codings_size', { kind: 'exact', field: 'latentCount' }],
    ['KL reduction', { kind: 'word', field: 'klReduction' }],
    ['DNAm count MSE', { kind: 'modality', modality: 'DNAm', field: 'countMse', isPercent: false }],
    ['H3K9me3_output_mse', { kind: 'modality', modality: 'H3K9me3', field: 'outputMse', isPercent: false }],
    ['learning rate', { kind: 'text' }],
    ['notes', { kind: 'text' }],
  ] as const)('%s', (column, meaning) => expect(only(column)).toEqual(meaning));
});

test('a mean or a number of columns belongs to a modality that has an error', () => {
  const meanings = columnMeanings(['run', 'K9 mean', 'K9 columns', 'K9 output MSE', 'K27 mean']);
  expect(meanings.map(({ kind }) => kind)).toEqual(['name', 'modality', 'modality', 'modality', 'text']);
});

test('the name of a row is the column called so, else the first that is not known', () => {
  expect(columnMeanings(['paper', 'model', 'accuracy']).map(({ kind }) => kind)).toEqual(['text', 'name', 'printed']);
  expect(columnMeanings(['accuracy', 'paper', 'year']).map(({ kind }) => kind)).toEqual(['printed', 'name', 'text']);
});
