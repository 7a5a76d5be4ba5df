import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pooled, type RowsToReview, reviewRows } from '../../src/diagnose/row-review.ts';

/** Six rows of three bits and one real number. */
const given: RowsToReview = {
  modalities: [
    { name: 'marks', start: 0, count: 3 },
    { name: 'age', start: 3, count: 1 },
  ],
  featureCount: 4,
  rows: [10, 11, 12, 13, 14, 15],
  truth: Float32Array.of(0, 1, 0, 20, 1, 1, 0, 30, 0, 1, 0, 20, 0, 0, 0, 40, 1, 1, 1, 50, 0, 0, 1, 60),
  predicted: Float32Array.of(
    ...[0.1, 0.9, 0.1, 25, 0.6, 0.7, 0.2, 30, 0.1, 0.8, 0.1, 22],
    ...[0.2, 0.1, 0.1, 35, 0.9, 0.9, 0.9, 45, 0.4, 0.3, 0.2, 40],
  ),
  reconstruction: [1, 4, 2, 3, 6, 9],
  bernoulli: ['marks'],
  columns: ['m0', 'm1', 'm2', 'age'],
  describe: (row) => ({ id: `r${row}` }),
};
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

test('bits are counted by what was predicted for zeros and for ones', () => {
  const { marks } = reviewRows(given).values;
  expect(marks).toMatchObject({ kind: 'bits', range: [0, 1], rate: 8 / 18 });
  expect([sum(marks!.first), sum(marks!.second)]).toEqual([10, 8]);
  // Of the ones only the last row's is predicted below one half.
  const half = marks!.second.length / 2;
  expect(sum(marks!.second.slice(0, half))).toBe(1);
  expect(sum(marks!.first.slice(half))).toBe(0);
  expect(marks!.rowCounts!.truth).toEqual([1, 2, 1, 0, 3, 1]);
  expect(marks!.rowCounts!.predicted.map((count) => Number(count.toFixed(4)))).toEqual([1.1, 1.5, 1, 0.4, 2.7, 0.9]);
});

test('real numbers are counted over one range with their predictions, and wild ones land in the last bin', () => {
  const { age } = reviewRows(given).values;
  expect(age!.kind).toBe('values');
  expect([sum(age!.first), sum(age!.second)]).toEqual([6, 6]);
  expect(age!.rowCounts).toBeUndefined();
  const truth = given.truth.map((value, i) => (i === 3 ? Number.NaN : i === 7 ? 1e9 : value));
  expect(sum(reviewRows({ ...given, truth }).values.age!.first)).toBe(5);
});

test('the best and the worst rows differ, come in order and carry their names; of equal rows one is kept', () => {
  const { best, worst } = reviewRows(given);
  expect(best.map(({ row, id, reconstruction }) => [row, id, reconstruction])).toEqual([
    [10, 'r10', 1],
    [13, 'r13', 3],
  ]);
  expect(worst.map(({ row }) => row)).toEqual([15, 14, 11]);
  expect(best[0]!.truth).toEqual([0, 1, 0, 20]);
  expect(best[0]!.predicted).toEqual([0.1, 0.9, 0.1, 25]);
});

test('a row that costs no finite number of nats is neither best nor worst', () => {
  const { best, worst } = reviewRows({ ...given, reconstruction: [Number.NaN, 4, 2, 3, 6, Number.POSITIVE_INFINITY] });
  expect([...best, ...worst].map(({ row }) => row)).toEqual([12, 13, 14, 11]);
});

test('few columns are described one by one, many are not', () => {
  const { columns } = reviewRows(given);
  expect(columns!.map(({ name }) => name)).toEqual(given.columns);
  expect(columns![3]!.mean).toBeCloseTo(220 / 6, 10);
  expect(columns![3]!.deviation).toBeCloseTo(Math.sqrt(9400 / 6 - (220 / 6) ** 2), 10);
  expect(columns![0]!.values.kind).toBe('bits');
  const count = 41;
  const wide = reviewRows({
    ...given,
    modalities: [{ name: 'all', start: 0, count }],
    featureCount: count,
    rows: [0, 1],
    truth: new Float32Array(2 * count),
    predicted: new Float32Array(2 * count),
    reconstruction: [1, 2],
    columns: Array.from({ length: count }, (_, j) => `c${j}`),
  });
  expect(wide.columns).toBeUndefined();
});

test('a wide row is kept in cells of as many columns each, and their means are the mean of the row', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 5 }), (count, other) => {
      const modalities = [
        { name: 'wide', start: 0, count },
        { name: 'short', start: count, count: other },
      ];
      const featureCount = count + other;
      const row = Float32Array.from({ length: featureCount }, (_, j) => Math.sin(j));
      const { cells } = reviewRows({
        ...given,
        modalities,
        featureCount,
        rows: [0],
        truth: row,
        predicted: row,
        reconstruction: [0],
        columns: Array.from({ length: featureCount }, (_, j) => `c${j}`),
      });
      const [wide, short] = cells;
      expect(wide!.count).toBeLessThanOrEqual(400);
      const kept = pooled(row, modalities, cells);
      expect(kept).toHaveLength(wide!.count + short!.count);
      expect(short!.start).toBe(wide!.count);
      const whole = Array.from({ length: wide!.count }, (_, cell) =>
        Math.min(wide!.columnsPerCell, count - cell * wide!.columnsPerCell),
      );
      const total = kept.slice(0, wide!.count).reduce((all, mean, cell) => all + mean * whole[cell]!, 0);
      expect(total).toBeCloseTo(
        row.subarray(0, count).reduce((all, value) => all + value, 0),
        2,
      );
    }),
    { numRuns: 20 },
  );
});

test('an image keeps every pixel', () => {
  const count = 28 * 28;
  const { imageShape, cells, best } = reviewRows({
    ...given,
    modalities: [{ name: 'data', start: 0, count }],
    featureCount: count,
    rows: [0, 1],
    truth: Float32Array.from({ length: 2 * count }, (_, i) => (i % 7) / 7),
    predicted: new Float32Array(2 * count),
    reconstruction: [1, 2],
    columns: Array.from({ length: count }, (_, j) => `pixel${j}`),
    imageShape: [28, 28, 1],
  });
  expect(imageShape).toEqual([28, 28, 1]);
  expect(cells[0]).toMatchObject({ count, columnsPerCell: 1 });
  expect(best[0]!.truth).toHaveLength(count);
});
