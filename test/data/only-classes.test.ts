import { expect, test } from 'vitest';
import type { Split } from '../../src/data/dataset.ts';
import { onlyClasses, rowsOfClasses } from '../../src/data/only-classes.ts';
import { messageOf } from '../message-of.ts';
import { table } from './tables.ts';

const of = (...rows: number[]) => Int32Array.from(rows);
const split: Split = { train: of(0, 1, 2), validation: of(3, 4), test: of(5) };
const dataset = table([[0], [1], [2], [3], [4], [5]], ['0', '1', '0', '1', 'NA', '1']);

test('rows of other classes, and without one, are left out; the others keep their part', () => {
  expect(onlyClasses(dataset, split, ['1'])).toEqual({ train: of(1), validation: of(3), test: of(5) });
  expect(onlyClasses(dataset, split, [0, '1'])).toEqual({ train: of(0, 1, 2), validation: of(3), test: of(5) });
  expect(onlyClasses(dataset, split, undefined)).toBe(split);
  expect(rowsOfClasses(split, dataset.labels!, ['0']).train).toEqual(of(0, 2));
});

test('classes are refused where there are no labels, and where there is no such class', async () => {
  const refused = (given: string[], data: Parameters<typeof onlyClasses>[0]) =>
    messageOf(() => onlyClasses(data, split, given));
  expect(await refused(['1'], table([[0]]))).toBe(
    'config.data.classes: rows are chosen by label, and the data have none. Set data.label.',
  );
  expect(await refused(['2'], dataset)).toBe(
    'config.data.classes: "2" is not a class of class. Expected one of: 0, 1.',
  );
});
