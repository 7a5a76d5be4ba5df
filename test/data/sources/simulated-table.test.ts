import { expect, test } from 'vitest';
import { loadSimulatedTable, type SimulatedTableOptions } from '../../../src/data/sources/simulated-table.ts';
import { messageOf } from '../../message-of.ts';
import { load, numbersOf } from '../load-text.ts';

const options: SimulatedTableOptions = {
  rows: 400,
  columns: 6,
  factors: 2,
  noise: 0.5,
  positives: 0.4,
  separation: 3,
  seed: 42,
};
const column = (rows: number[], j: number, width = 6): number[] => rows.filter((_, i) => i % width === j);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

test('the same options give the same numbers, and more rows keep the ones there were', () => {
  const short = numbersOf(loadSimulatedTable(options));
  expect(numbersOf(loadSimulatedTable(options))).toEqual(short);
  expect(numbersOf(loadSimulatedTable({ ...options, rows: 500 })).slice(0, short.length)).toEqual(short);
  expect(numbersOf(loadSimulatedTable({ ...options, seed: 43 }))).not.toEqual(short);
});

test('scales of columns differ, and classes lie apart along the first factor', () => {
  const dataset = loadSimulatedTable(options);
  const numbers = numbersOf(dataset);
  const spreads = [0, 1, 2, 3, 4, 5].map((j) => deviation(column(numbers, j)));
  expect(Math.max(...spreads) / Math.min(...spreads)).toBeGreaterThan(10);
  const share = dataset.labels!.values.filter((value) => value === 1).length / 400;
  expect(share).toBeGreaterThan(0.33);
  expect(share).toBeLessThan(0.47);
  const distances = [0, 1, 2, 3, 4, 5].map((j) => {
    const values = column(numbers, j);
    const of = (wanted: number) => mean(values.filter((_, row) => dataset.labels!.values[row] === wanted));
    return Math.abs(of(1) - of(0)) / spreads[j]!;
  });
  expect(Math.max(...distances)).toBeGreaterThan(1);
  const apart = loadSimulatedTable({ ...options, separation: 0 });
  const same = [0, 1, 2, 3, 4, 5].map((j) => {
    const values = column(numbersOf(apart), j);
    const of = (wanted: number) => mean(values.filter((_, row) => apart.labels!.values[row] === wanted));
    return Math.abs(of(1) - of(0)) / spreads[j]!;
  });
  expect(Math.max(...same)).toBeLessThan(0.4);
});

test('it is a source of a config, with a label', async () => {
  const dataset = await load({ source: { simulatedTable: { rows: 20, columns: 3 } } });
  expect([dataset.rowCount, dataset.columns, dataset.labels?.classes]).toEqual([
    20,
    ['measure_00', 'measure_01', 'measure_02'],
    ['A', 'B'],
  ]);
});

test('too many values are refused before memory is taken', async () => {
  expect(await messageOf(() => loadSimulatedTable({ ...options, rows: 10_000_000, columns: 1000 }))).toBe(
    'data.simulatedTable: 10000000 rows of 1000 columns need 40000000000 bytes. Expected at most 4294967296 bytes. Ask for fewer rows or columns.',
  );
});
