import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ElboError } from '../../src/base/errors.ts';
import { RandomStreams } from '../../src/base/random.ts';
import type { Dataset, Split } from '../../src/data/dataset.ts';
import { labelsFromTexts } from '../../src/data/labels.ts';
import { makeSplit, splitOptions } from '../../src/data/split.ts';
import { table } from './tables.ts';

const rows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i]);
const split = (dataset: Dataset, options: object, seed = 42): Split =>
  makeSplit(dataset, splitOptions.parse(options), new RandomStreams(seed));
const sizes = ({ train, validation, test: tested }: Split) => [train.length, validation.length, tested.length];
const refusal = (dataset: Dataset, options: object): string => {
  try {
    split(dataset, options);
  } catch (error) {
    expect(error).toBeInstanceOf(ElboError);
    return (error as ElboError).message;
  }
  throw new Error('was not refused');
};

describe('laws', () => {
  const shares = fc
    .tuple(
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
    )
    .map(([train, validation, tested, none]) => {
      const sum = train + validation + tested + none;
      return { train: train / sum, validation: validation / sum, test: tested / sum, isWhole: none === 0 };
    });
  test('the parts are disjoint, ascending, of the asked size, and all rows where the shares are all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('random', 'stratified', 'position'),
        fc.integer({ min: 20, max: 300 }),
        shares,
        fc.nat(),
        (by, count, { isWhole, ...options }, seed) => {
          const labels = Array.from({ length: count }, (_, i) => ['a', 'b', 'NA'][(i * i) % 3]!);
          const made = split(table(rows(count), labels), { by, ...options }, seed);
          const all = [...made.train, ...made.validation, ...made.test];
          expect(new Set(all).size).toBe(all.length);
          expect(all.every((row) => row >= 0 && row < count)).toBe(true);
          for (const part of [made.train, made.validation, made.test])
            expect(Array.from(part)).toEqual(Array.from(part).sort((a, b) => a - b));
          if (isWhole) expect(all.length).toBe(count);
          const tolerance = by === 'stratified' ? 4 : 1;
          expect(Math.abs(made.train.length - options.train * count)).toBeLessThanOrEqual(tolerance);
        },
      ),
    );
  });

  test('the same seed gives the same rows, another seed others', () => {
    const dataset = table(rows(200));
    expect(split(dataset, {})).toEqual(split(dataset, {}));
    expect(split(dataset, {})).not.toEqual(split(dataset, {}, 43));
  });

  test('stratified parts keep the share of each class', () => {
    const labels = Array.from({ length: 500 }, (_, i) => (i % 5 === 0 ? 'rare' : 'common'));
    const made = split(table(rows(500), labels), { by: 'stratified', train: 0.6, validation: 0.2, test: 0.2 });
    for (const part of [made.train, made.validation, made.test]) {
      expect(part.filter((row) => row % 5 === 0).length).toBe(part.length / 5);
    }
  });
});

test('shares round down: 80 % of 1902 rows are 1521, 70 % of 569 are 398', () => {
  expect(sizes(split(table(rows(1902)), { by: 'position', train: 0.72, validation: 0.08, test: 0.2 }))).toEqual([
    1369, 152, 381,
  ]);
  expect(sizes(split(table(rows(569)), { train: 0.7, validation: 0, test: 0.3 }))).toEqual([398, 0, 171]);
  expect(sizes(split(table(rows(100)), {}))).toEqual([80, 10, 10]);
});

test('a gap leaves rows out between neighbouring parts', () => {
  const made = split(table(rows(20)), { by: 'position', train: 0.5, validation: 0.25, test: 0.25, gap: 2 });
  expect([made.train.at(-1), made.validation[0], made.validation.at(-1), made.test[0], made.test.at(-1)]).toEqual([
    9, 12, 14, 17, 19,
  ]);
});

describe('parts that the source gives', () => {
  const words = ['train', 'test', 'train', 'val', 'train', 'other'];
  const given = { ...table(rows(6)), partition: labelsFromTexts('part', words) };
  test('a column of words', () => {
    const made = split(given, { by: 'column', column: 'part' });
    expect([Array.from(made.train), Array.from(made.validation), Array.from(made.test)]).toEqual([[0, 2, 4], [3], [1]]);
  });

  test('other words can be named', () => {
    const made = split(given, { by: 'column', column: 'part', values: { test: ['other', 'test'] } });
    expect(Array.from(made.test)).toEqual([1, 5]);
  });

  test('validation is taken from train where the source gives none', () => {
    const files = {
      ...table(rows(20)),
      partition: labelsFromTexts(
        'file',
        Array.from({ length: 20 }, (_, i) => (i < 15 ? 'train' : 'test')),
      ),
    };
    const made = split(files, { by: 'given', validation: 0.2 });
    expect(sizes(made)).toEqual([12, 3, 5]);
    expect([...made.train, ...made.validation].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, i) => i));
    expect(sizes(split(files, { by: 'given', validation: 0 }))).toEqual([15, 0, 5]);
  });
});

test('what cannot be split says why', () => {
  const dataset = table(rows(10));
  expect(refusal(dataset, { train: 0.9, test: 0.3 })).toBe(
    'config.data.split: train, validation and test add up to 1.3. Expected at most 1. A share that is not set is 0.1 for validation and for test; set it to 0 where it is not wanted.',
  );
  expect(refusal(dataset, { by: 'stratified' })).toBe(
    'config.data.split.by: "stratified" needs labels and the data has none. Set data.label, or split by random.',
  );
  expect(refusal(dataset, { by: 'given' })).toBe(
    'config.data.split.by: "given" needs a source that says which rows are which. Set data.split.column, or name test files in data.source.',
  );
  expect(refusal(dataset, { train: 0.01, validation: 0, test: 0 })).toBe(
    'genes.csv: no row is left to train: 10 rows, split by random. Give data.split.train a larger share.',
  );
  const partition = labelsFromTexts('part', new Array(10).fill('x'));
  expect(refusal({ ...dataset, partition }, { by: 'column' })).toBe(
    'genes.csv: no row of "part" says train; it holds x. Say which values mean which part in data.split.values.',
  );
});
