import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { loadText, refusal } from './load-text.ts';

const told = ({ labels }: Dataset) => [labels!.classes, Array.from(labels!.values), labels!.positive];

const smoking = [
  'gene,history',
  '1,lifelong non-smoker',
  '2,current smoker',
  '3,NA',
  '4,reformed smoker',
  '5,non-smoker',
  '',
].join('\n');

test('a text that values contain makes two classes', async () => {
  const label = { column: 'history', contains: 'non-smoker', otherwise: 'smoker' };
  expect(told(await loadText(smoking, { label }))).toEqual([['non-smoker', 'smoker'], [0, 1, -1, 1, 0], undefined]);
  const plain = await loadText(smoking, { label: { column: 'history', contains: 'non-smoker' } });
  expect(plain.labels!.classes).toEqual(['non-smoker', 'not non-smoker']);
});

test('of two classes the positive one is the second', async () => {
  const label = { column: 'history', contains: 'non-smoker', otherwise: 'smoker', positive: 'non-smoker' };
  expect(told(await loadText(smoking, { label }))).toEqual([['smoker', 'non-smoker'], [1, 0, -1, 0, 1], 'non-smoker']);
});

test('a label is called as it is asked to be', async () => {
  const { labels } = await loadText(smoking, { label: { column: 'history', name: 'smoking' } });
  expect(labels!.name).toBe('smoking');
});

test('rows without a label are kept, left out and counted, or refused', async () => {
  const label = 'history';
  expect((await loadText(smoking, { label })).rowCount).toBe(5);
  const dropped = await loadText(smoking, { label, missingLabels: 'drop' });
  expect(dropped.rowCount).toBe(4);
  expect(Array.from(dropped.fileRows!)).toEqual([0, 1, 3, 4]);
  expect(dropped.notices).toEqual(['1 of 5 rows have no label history and were left out.']);
  expect(await refusal(loadText(smoking, { label, missingLabels: 'refuse' }))).toEqual([
    'genes.csv: 1 of 5 rows have no label history, the first in row 3. Set data.missingLabels: drop to go on without them.',
    3,
  ]);
  expect(await refusal(loadText('a,y\n1,NA\n2,\n', { label: 'y', missingLabels: 'drop' }))).toEqual([
    'genes.csv: no row has a label y.',
    3,
  ]);
});

const flipped = 'a,target\n5,0\n6,1\n7,1\n';

test('values get the names of their classes', async () => {
  const names = { 0: 'malignant', 1: 'benign' };
  const dataset = await loadText(flipped, { label: { column: 'target', names } });
  expect(told(dataset)).toEqual([['malignant', 'benign'], [0, 1, 1], undefined]);
  const positive = await loadText(flipped, { label: { column: 'target', names, positive: 'malignant' } });
  expect(told(positive)).toEqual([['benign', 'malignant'], [1, 0, 0], 'malignant']);
});

test('values of one name are one class', async () => {
  const names = { 0: 'even', 1: 'odd', 2: 'even' };
  const dataset = await loadText('a,y\n5,0\n6,1\n7,2\n', { label: { column: 'y', names } });
  expect(told(dataset)).toEqual([['even', 'odd'], [0, 1, 0], undefined]);
});

test('rows of one class alone keep the names of all', async () => {
  const label = { column: 'target', names: { 0: 'malignant', 1: 'benign' }, positive: 'malignant' };
  expect(told(await loadText('a,target\n6,1\n', { label }))).toEqual([['benign', 'malignant'], [0], 'malignant']);
  expect(told(await loadText('a,target\n6,M\n', { label: { column: 'target', positive: 'M' } }))).toEqual([
    ['M'],
    [0],
    undefined,
  ]);
});

test.each([
  [
    { column: 'target', names: { 0: 'x' } },
    'config.data.label.names: the value "1" of target has no name. Expected one for each of: 0, 1. Rows of a class are left out by data.classes.',
  ],
  [
    { column: 'target', positive: 'm' },
    'config.data.label.positive: "m" is not a class of target. Expected one of: 0, 1.',
  ],
  [
    { column: 'target', names: { 0: 'malignant', 1: 'benign' }, positive: 'malign' },
    'config.data.label.positive: "malign" is not a class of target. Expected one of: malignant, benign. Did you mean "malignant"?',
  ],
  [
    { column: 'target', names: { 0: 'x', 1: 'y' }, contains: '0' },
    'config.data.label: has both names and contains. Expected one of them.',
  ],
  [
    { column: 'target', otherwise: 'x' },
    'config.data.label.otherwise: is said without contains. Give the text that the first class contains.',
  ],
  [
    { column: 'target', contains: 'x', otherwise: 'x' },
    'config.data.label.otherwise: is the name of the other class too.',
  ],
  [
    { names: { 0: 'x', 1: 'y' } },
    'config.data.label.column: is missing, and no labels came beside the rows. Expected the column that holds the label.',
  ],
  [
    { column: 'tarrget' },
    'config.data.label: "tarrget" is not a column. Expected one of: a, target. Did you mean "target"?',
  ],
])('%j is refused', async (label, message) => {
  expect(await refusal(loadText(flipped, { label }))).toEqual([message, 2]);
});

test('a positive class needs two', async () => {
  expect(await refusal(loadText('a,y\n1,p\n2,q\n3,r\n', { label: { column: 'y', positive: 'p' } }))).toEqual([
    'config.data.label.positive: y has 3 classes. Expected two classes.',
    2,
  ]);
});
