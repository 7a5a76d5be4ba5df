import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PublishedRow } from '../../../src/diagnose/audit/published.ts';
import { type RowEvidence, testSets } from '../../../src/diagnose/audit/test-sets.ts';
import { countMse, row } from './rows.ts';

const at = (low: number, high: number, rest: Partial<PublishedRow> = {}): RowEvidence => ({
  row: row({}, rest),
  prevalence: { low, high },
});
const marked = (text: string, rest: Partial<PublishedRow> = {}) => ({ modalities: { k9: countMse(text) }, ...rest });
const rowsOf = (rows: readonly RowEvidence[]) => testSets(rows).sets.map((set) => set.rows);

test('disjoint prevalences are other test sets, overlapping ones may be one', () => {
  expect(rowsOf([at(0.3, 0.31), at(0.4, 0.41), at(0.305, 0.32)])).toEqual([[0, 2], [1]]);
});

test('a set keeps to what all of its rows allow', () => {
  expect(testSets([at(0.3, 0.31), at(0.305, 0.32)]).sets[0]!.prevalence).toEqual({ low: 0.305, high: 0.31 });
});

test('a row that fits two sets is in none', () => {
  const { sets, undecided } = testSets([at(0.3, 0.31), at(0.25, 0.45), at(0.4, 0.41)]);
  expect(sets.map(({ rows }) => rows)).toEqual([[0], [2]]);
  expect(undecided).toEqual([1]);
});

test('a row of which nothing is known is in none', () => {
  expect(testSets([{ row: row({}) }, at(0.3, 0.31)])).toMatchObject({ sets: [{ rows: [1] }], undecided: [0] });
});

test('another number of test rows is another test set', () => {
  expect(rowsOf([at(0.3, 0.31, { testRows: 100 }), at(0.3, 0.31, { testRows: 200 }), at(0.3, 0.31)])).toEqual([
    [0],
    [1],
  ]);
});

test('a count error that repeats in every digit ties rows together, and two such errors keep them apart', () => {
  const rows = [
    at(0.3, 0.31, marked('1234.5678')),
    at(0.3, 0.31, marked('2345.6789')),
    at(0.3, 0.31, marked('1234.5678')),
    at(0.3, 0.31, marked('2345.6789')),
  ];
  expect(testSets(rows).sets).toMatchObject([
    { rows: [0, 2], fingerprint: { k9: 1234.5678 } },
    { rows: [1, 3], fingerprint: { k9: 2345.6789 } },
  ]);
});

test('few equal digits tie nothing', () => {
  expect(rowsOf([at(0.3, 0.31, marked('1.2')), at(0.4, 0.41, marked('1.2'))])).toEqual([[0], [1]]);
});

test('a row with the count error of a set and another prevalence does not fit', () => {
  const { sets } = testSets([
    at(0.3, 0.31, marked('1234.5678')),
    at(0.4, 0.41, marked('1234.5678')),
    at(0.305, 0.32, marked('1234.5678')),
  ]);
  expect(sets).toEqual([
    { rows: [0, 1, 2], misfits: [1], prevalence: { low: 0.305, high: 0.31 }, fingerprint: { k9: 1234.5678 } },
  ]);
});

test('two that disagree leave no prevalence to hold to', () => {
  const { sets } = testSets([at(0.3, 0.31, marked('1234.5678')), at(0.4, 0.41, marked('1234.5678'))]);
  expect(sets).toEqual([{ rows: [0, 1], misfits: [0, 1], fingerprint: { k9: 1234.5678 } }]);
});

test('every row is in one set or undecided, and rows of a set that fit overlap all', () => {
  const interval = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.2, noNaN: true }));
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 12 }), (given) => {
      const rows = given.map(([low, width]) => at(low, low + width));
      const { sets, undecided } = testSets(rows);
      expect([...sets.flatMap((set) => set.rows), ...undecided].sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
      for (const { prevalence } of sets) expect(prevalence!.low).toBeLessThanOrEqual(prevalence!.high);
    }),
  );
});
