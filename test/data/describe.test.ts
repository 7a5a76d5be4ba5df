import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { describeDataset } from '../../src/data/describe.ts';
import { formatDescription } from '../../src/data/format-description.ts';
import { makeSplit, splitOptions } from '../../src/data/split.ts';
import { sharedData } from '../shared-data.ts';
import { load, loadText } from './load-text.ts';
import { table } from './tables.ts';

const lines = (rows: number[][], labels: string[]) =>
  `a,b,c,y\n${rows.map((row, i) => [...row, labels[i]].join(',')).join('\n')}\n`;

describe('what is counted', () => {
  const k562 = sharedData('epigenome/k562_flat_301.csv');
  test.skipIf(k562 === undefined)('densities and balance of K562 are those of its own description', async () => {
    const split = { by: 'position', train: 0.8, validation: 0, test: 0.2 };
    const dataset = await load({
      source: k562,
      label: 'expression',
      modalities: { k27me3: 'H3K27me3_*', k4me3: 'H3K4me3_*', k27ac: 'H3K27ac_*' },
    });
    const description = describeDataset(dataset, makeSplit(dataset, splitOptions.parse(split), new RandomStreams(1)));
    expect(description.modalities.map(({ density }) => Number(density.toFixed(5)))).toEqual([0.03391, 0.1137, 0.11001]);
    expect(description.labels).toEqual({ name: 'expression', counts: { 0: 1462, 1: 440 }, missingCount: 0 });
    expect(description.split?.train.rowCount).toBe(1521);
    expect(description.split!.train.counts!['1']! / 1521).toBeCloseTo(0.2419, 4);
    expect(description.constantColumns).toEqual([]);
    expect(description.leaks.columnsThatGiveTheLabel).toEqual([]);
    // Many rows repeat, but all of them nearly empty: that is chance, not copying.
    expect(description.duplicateRowCount).toBeGreaterThan(0);
    expect(description.leaks.rowsAlsoInTrain!.test).toBe(0);
  });

  const digits = sharedData('digits/optdigits.tes');
  test.skipIf(digits === undefined)('the three constant columns of digits are listed', async () => {
    const description = describeDataset(await load({ source: digits, label: -1 }));
    expect(description.constantColumns).toEqual(['column0', 'column32', 'column39']);
    expect(description.leaks).toEqual({ columnsThatGiveTheLabel: [], columnsLikeIds: [] });
  });

  test('ones per row have a mean, an RMS and quantiles', () => {
    const { onesPerRow } = describeDataset(
      table([
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
    ).modalities[0]!;
    expect(onesPerRow).toEqual({ mean: 1, rms: Math.sqrt(2), quantiles: [0, 0, 0, 2, 2, 2, 2] });
  });

  test('missing values are counted where they are kept', () => {
    const { missing, constantColumns } = describeDataset(
      table([
        [1, Number.NaN],
        [2, Number.NaN],
        [Number.NaN, Number.NaN],
      ]),
    );
    expect(missing).toEqual({ count: 4, rowCount: 3, columns: ['a', 'b'] });
    expect(constantColumns).toEqual(['b']);
  });
});

describe('what is suspected', () => {
  const count = 40;
  const labels = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'no' : 'yes'));
  const rows = Array.from({ length: count }, (_, i) => [(i * 7) % 11, i % 2 === 0 ? 0.5 : 0.9, 1000 + 3 * i]);

  test('a column that gives the label, and one of row numbers', async () => {
    const dataset = await loadText(lines(rows, labels), { label: 'y' });
    expect(describeDataset(dataset).leaks).toEqual({ columnsThatGiveTheLabel: ['b'], columnsLikeIds: ['c'] });
  });

  test('with so few rows that chance separates classes, nothing is suspected', async () => {
    const dataset = await loadText(lines(rows.slice(0, 6), labels), { label: 'y' });
    expect(describeDataset(dataset).leaks).toEqual({ columnsThatGiveTheLabel: [], columnsLikeIds: [] });
  });

  test('rows that stand in two parts, and columns constant on train alone', () => {
    const split = { train: Int32Array.of(0, 1), validation: Int32Array.of(2), test: Int32Array.of(3) };
    const description = describeDataset(
      table([
        [1, 2],
        [1, 3],
        [1, 3],
        [4, 5],
      ]),
      split,
    );
    expect(description.duplicateRowCount).toBe(1);
    expect(description.leaks.rowsAlsoInTrain).toEqual({ validation: 1, test: 0 });
    expect([description.constantColumns, description.constantOnTrain]).toEqual([[], ['a']]);
  });
});

test('in words', async () => {
  const count = 30;
  const rows = Array.from({ length: count }, (_, i) => [i % 3 === 0 ? 1 : 0, i % 2, 1]);
  const labels = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'no' : 'yes'));
  const dataset = await loadText(lines(rows, labels), { label: 'y', modalities: { x: ['a', 'b'], z: ['c'] } });
  const split = makeSplit(dataset, splitOptions.parse({ by: 'position', train: 0.6, gap: 1 }), new RandomStreams(1));
  expect(formatDescription(describeDataset(dataset, split))).toEqual([
    'genes.csv: 30 rows, 3 columns; held as bits, 0.03 kB',
    'x: 2 columns of 0 and 1, 41.67 % ones',
    '  ones per row: mean 0.83333, RMS 1.0801; from 0 over 0, 1, 1 (quartiles) to 2',
    'z: 1 column of 0 and 1, 100.00 % ones',
    'label y: no 15, yes 15',
    'train: 18 rows (no 9, yes 9)',
    'validation: 2 rows (no 1, yes 1)',
    'test: 2 rows (no 1, yes 1)',
    'in no part: 8 rows',
    'missing: none',
    'warning: 1 column of one value: c',
    'warning: 26 of 30 rows repeat an earlier row',
    'warning: 1 column that alone give the label away: b',
  ]);
});
