import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../src/base/options.ts';
import { RandomStreams } from '../../src/base/random.ts';
import {
  type BalanceOptions,
  balanceNotices,
  balanceOption,
  balanceSplit,
  shareOfOnes,
  valuesOfClasses,
} from '../../src/data/balance.ts';
import type { Dataset, Split } from '../../src/data/dataset.ts';
import { messageOf } from '../message-of.ts';
import { table } from './tables.ts';

const labelled = (labels: readonly string[]): Dataset =>
  table(
    labels.map((_, i) => [i]),
    labels,
  );
const parts = (train: number[], validation: number[] = [], test: number[] = []): Split => ({
  train: Int32Array.from(train),
  validation: Int32Array.from(validation),
  test: Int32Array.from(test),
});
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const balanced = (dataset: Dataset, split: Split, options: unknown, seed = 1) =>
  balanceSplit(
    dataset,
    split,
    parseOptions(balanceOption, options, 'config.data.balance') as BalanceOptions,
    new RandomStreams(seed),
  );

describe('laws', () => {
  const labels = fc.array(fc.constantFrom('0', '0', '0', '1', 'NA'), { minLength: 6, maxLength: 80 });
  test('under-sampling keeps some rows, over-sampling all of them, and both leave as many of each class', () => {
    fc.assert(
      fc.property(labels, fc.constantFrom('under', 'over'), fc.nat(), (texts, method, seed) => {
        fc.pre(texts.includes('0') && texts.includes('1'));
        const dataset = labelled(texts);
        const split = parts(upTo(texts.length));
        const { split: after, balance } = balanced(dataset, split, { method }, seed);
        const rows = [...after.train];
        expect(rows).toEqual([...rows].sort((a, b) => a - b));
        const classOf = (row: number) => texts[row];
        const count = (one: string) => rows.filter((row) => classOf(row) === one).length;
        const sizes = ['0', '1'].map((one) => texts.filter((text) => text === one).length);
        const wanted = method === 'under' ? Math.min(...sizes) : Math.max(...sizes);
        expect([count('0'), count('1'), rows.length]).toEqual([wanted, wanted, 2 * wanted]);
        expect(balance!.counts.train).toEqual({
          before: { 0: sizes[0], 1: sizes[1] },
          after: { 0: wanted, 1: wanted },
        });
        // A row of a class comes as often as any other, or once more.
        const times = (one: string) =>
          upTo(texts.length)
            .filter((row) => classOf(row) === one)
            .map((row) => rows.filter((each) => each === row).length);
        for (const one of ['0', '1']) {
          const all = times(one);
          expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
          if (method === 'under') expect(Math.max(...all)).toBe(1);
        }
      }),
    );
  });

  test('rows follow from the seed, and those of train do not depend on whether the others are balanced', () => {
    const dataset = labelled(upTo(60).map((i) => (i % 5 === 0 ? '1' : '0')));
    const split = parts(upTo(40), [40, 41, 45, 46], [50, 51, 55, 56, 57]);
    const one = balanced(dataset, split, {});
    const all = balanced(dataset, split, { splits: 'all' });
    expect(one.split.train).toEqual(balanced(dataset, split, {}).split.train);
    expect(one.split.train).not.toEqual(balanced(dataset, split, {}, 2).split.train);
    expect(one.split).toEqual({ ...split, train: all.split.train });
    expect(all.balance!.counts).toEqual({
      train: { before: { 0: 32, 1: 8 }, after: { 0: 8, 1: 8 } },
      validation: { before: { 0: 2, 1: 2 }, after: { 0: 2, 1: 2 } },
      test: { before: { 0: 3, 1: 2 }, after: { 0: 2, 1: 2 } },
    });
  });
});

test('nothing asked for changes nothing', () => {
  const split = parts([0, 1]);
  expect(balanced(labelled(['0', '1']), split, 'none')).toEqual({ split });
});

test('more than two classes are balanced alike, and a class without rows is left out', () => {
  const texts = ['a', 'a', 'a', 'b', 'c', 'c', 'd'];
  const { split, balance } = balanced(labelled(texts), parts([0, 1, 2, 3, 4, 5], [], [6]), { method: 'over' });
  expect([...split.train].map((row) => texts[row]).join('')).toBe('aaabbbccc');
  expect(balance!.counts.train!.after).toEqual({ a: 3, b: 3, c: 3, d: 0 });
});

test('what was done is told part by part', () => {
  const counts = { train: { before: { 0: 32, 1: 8 }, after: { 0: 8, 1: 8 } } };
  const done = { by: 'expression', method: 'under', splits: 'train', counts } as const;
  expect(balanceNotices(done)).toEqual([
    'Balanced by expression, by leaving rows out: train had 32 of class 0, 8 of class 1, and has 8 of class 0, 8 of class 1.',
  ]);
  expect(balanceNotices({ ...done, method: 'over' })[0]).toMatch(/^Balanced by expression, by repeating rows: /);
});

test('the share of ones is of rows whose class stands for a 1, whatever classes are called', () => {
  expect(shareOfOnes({ 0: 3, 1: 1 }, { 0: 0, 1: 1 })).toBe(0.25);
  expect(shareOfOnes({ silent: 1, expressed: 3, never: 0 }, { silent: 0, expressed: 1 })).toBe(0.75);
  expect(shareOfOnes({ a: 3, b: 1 }, { a: 0, b: 2 })).toBeUndefined();
  expect(shareOfOnes({ a: 3, b: 1 }, { a: 0 })).toBeUndefined();
});

test('a class stands for what its rows hold in the column', () => {
  const dataset = table(
    [
      [5, 0],
      [6, 1],
      [7, 0],
    ],
    ['silent', 'expressed', 'silent'],
  );
  expect(valuesOfClasses(dataset, Int32Array.of(0, 1, 2), 1)).toEqual({ silent: 0, expressed: 1 });
  expect(valuesOfClasses(dataset, Int32Array.of(0), 1)).toEqual({ silent: 0 });
});

describe('is refused', () => {
  const refused = (dataset: Dataset, split: Split, options: unknown) =>
    messageOf(() => balanced(dataset, split, options));

  test('without labels, or by another column', async () => {
    expect(await refused(table([[1], [2]]), parts([0, 1]), {})).toBe(
      'config.data.balance: rows are balanced by label, and the data have none. Set data.label.',
    );
    expect(await refused(table([[1], [2]]), parts([0, 1]), { by: 'expression' })).toBe(
      'config.data.balance: rows are balanced by label, and the data have none. Set data.label: expression.',
    );
    expect(await refused(labelled(['0', '1']), parts([0, 1]), { by: 'k9' })).toBe(
      'config.data.balance.by: "k9" is not the label of the data. Expected "class". Leave it out, or set data.label: k9.',
    );
  });

  test('where a part has rows of one class only', async () => {
    const dataset = labelled(['0', '1', '0', '0']);
    const advice = 'Set data.balance: none, or split so that every part has rows of each class.';
    expect(await refused(dataset, parts([0, 2]), {})).toBe(
      `genes.csv: train rows are of one class of class, so none can be balanced. ${advice}`,
    );
    expect(await refused(dataset, parts([0, 1], [2, 3]), { splits: 'all' })).toBe(
      `genes.csv: validation rows are of one class of class, so none can be balanced. ${advice}`,
    );
  });

  test('with options that are not known', async () => {
    expect(await refused(labelled(['0', '1']), parts([0, 1]), { method: 'both' })).toBe(
      'config.data.balance: {"method":"both"} does not fit. Expected "none", or "under" or "over".',
    );
  });
});
