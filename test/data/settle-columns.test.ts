import { expect, test } from 'vitest';
import { load, numbersOf } from './load-text.ts';

const source = { simulated: { rows: 20, columns: 50, seed: 3 } };

test('a label that is a column leaves the other modalities as they are', async () => {
  const whole = await load({ source });
  const labelled = await load({ source, label: 'expression' });
  expect(whole.modalities.map(({ name, count }) => [name, count])).toEqual([
    ['dnam', 50],
    ['k9', 50],
    ['k27', 50],
    ['expression', 1],
  ]);
  expect(labelled.modalities).toEqual(whole.modalities.slice(0, 3));
  expect(labelled.columns).toEqual(whole.columns.slice(0, 150));
  expect(labelled.labels).toEqual({ ...whole.labels, classes: ['0', '1'] });
  expect(numbersOf(labelled)).toEqual(numbersOf(whole).filter((_, i) => i % 151 < 150));
});

test('columns that are left out leave their modality smaller, or away', async () => {
  const { modalities } = await load({ source, columns: { exclude: ['dnam_*', 'k9_0001', 'k27_0004'] } });
  expect(modalities).toEqual([
    { name: 'k9', start: 0, count: 49 },
    { name: 'k27', start: 49, count: 49 },
    { name: 'expression', start: 98, count: 1 },
  ]);
});

test('modalities that are asked for replace those of the data', async () => {
  const { modalities } = await load({ source, modalities: { marks: ['k9_*', 'k27_*'] } });
  expect(modalities).toEqual([{ name: 'marks', start: 0, count: 100 }]);
});
