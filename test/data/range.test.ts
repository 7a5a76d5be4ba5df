import { expect, test } from 'vitest';
import { requireRange } from '../../src/data/range.ts';
import { loadText } from './load-text.ts';

const ask = (dataset: Awaited<ReturnType<typeof loadText>>, position = 0) =>
  requireRange(dataset, dataset.modalities[position]!, 0, 1, 'the bernoulli likelihood');

test('a 2 or a -1 among 0 and 1 is refused with file, row and column', async () => {
  await expect(loadText('a,b\n0,1\n1,0\n1,2\n').then(ask)).rejects.toThrow(
    'genes.csv row 3, column "b": 2 is outside [0, 1]. Expected values from 0 to 1 for the bernoulli likelihood of the modality "data". Choose another likelihood, or set standardize: min-max or binarize.',
  );
  await expect(loadText('a,b\n0,1\n-1,0\n').then(ask)).rejects.toThrow(
    /^genes\.csv row 2, column "a": -1 is outside \[0, 1\]\./,
  );
});

test('rows are counted as in the file when others were left out', async () => {
  await expect(loadText('a\n1\nNA\n2\n', { missing: 'drop-rows' }).then(ask)).rejects.toThrow(
    /^genes\.csv row 3, column "a": 2 is/,
  );
});

test('values within, and other modalities, pass', async () => {
  ask(await loadText('a,b\n0,1\n1,0\n'));
  ask(await loadText('a,b\n0.2,1\n1,0\n'));
  const both = await loadText('a,b\n5,1\n7,0\n', { modalities: { x: ['a'], y: ['b'] } });
  ask(both, 1);
  expect(() => ask(both, 0)).toThrow('genes.csv row 1, column "a": 5 is outside [0, 1].');
});
