import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/base/errors.ts';
import { type ColumnChoice, planColumns } from '../../src/data/columns.ts';

const names = ['id', 'k9_0', 'k9_1', 'dnam_0', 'dnam_1', 'part', 'y'];
const plan = (choice: Partial<ColumnChoice>) => planColumns(names, { columns: {}, ...choice }, 'config.data');
const refusal = (choice: Partial<ColumnChoice>): string => {
  try {
    plan(choice);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('was not refused');
};

describe('which columns are features', () => {
  test('label, id and part are not', () => {
    expect(plan({ label: 'y', idColumn: 0, partColumn: -2 })).toEqual({
      label: 6,
      id: 0,
      part: 5,
      features: [1, 2, 3, 4],
      modalities: [{ name: 'data', start: 0, count: 4 }],
      notices: [],
    });
  });

  test('include and exclude take names, ranges and patterns', () => {
    expect(plan({ columns: { include: ['1..4'], exclude: ['*_1'] } }).features).toEqual([1, 3]);
  });

  test('modalities are contiguous in the order asked for', () => {
    const { features, modalities } = plan({ modalities: { dnam: 'dnam_*', k9: ['k9_1', 'k9_0'] } });
    expect(features).toEqual([3, 4, 2, 1]);
    expect(modalities).toEqual([
      { name: 'dnam', start: 0, count: 2 },
      { name: 'k9', start: 2, count: 2 },
    ]);
  });

  test('a wide pattern does not take the label along, a modality of its own does', () => {
    expect(plan({ label: 'y', idColumn: 'id', modalities: { all: '*' } }).features).toEqual([1, 2, 3, 4, 5]);
    expect(plan({ label: 'y', modalities: { x: '1..4', y: ['y'] } }).features).toEqual([1, 2, 3, 4, 6]);
  });

  test('columns in no modality are told', () => {
    expect(plan({ label: 'y', idColumn: 'id', modalities: { x: 'k9_*' } }).notices).toEqual([
      '3 columns are in no modality and were left out: dnam_0, dnam_1, part.',
    ]);
  });
});

test('what meets no column is refused by name', () => {
  expect(refusal({ label: 'outcome' })).toBe(
    'config.data.label: "outcome" is not a column. Expected one of: id, k9_0, k9_1, dnam_0, dnam_1, part, y.',
  );
  expect(refusal({ idColumn: 7 })).toBe(
    'config.data.idColumn: there is no column 7. Expected 0 to 6, or -1 for the last.',
  );
  expect(refusal({ modalities: { k9: 'k8_*' } })).toBe(
    'config.data.modalities.k9: "k8_*" meets no column. Expected one of: id, k9_0, k9_1, dnam_0, dnam_1, part, y.',
  );
  expect(refusal({ modalities: { k9: '5..7' } })).toBe(
    'config.data.modalities.k9: the range 5..7 does not fit 7 columns. Expected first..last within 0..6; both ends count.',
  );
  expect(refusal({ modalities: { a: 'k9_*', b: ['k9_1'] } })).toBe(
    'config.data.modalities.b: the column "k9_1" is in "a" already. Expected each column in at most one modality.',
  );
  expect(refusal({ idColumn: 'id', modalities: { a: ['id'] } })).toBe(
    'config.data.modalities.a: ["id"] leaves no column: all it meets are label, id, split column or excluded.',
  );
  expect(refusal({ columns: { exclude: ['*'] } })).toBe('config.data.columns: leaves no column to train on.');
});
