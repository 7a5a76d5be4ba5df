import { expect, test } from 'vitest';
import { asFloat32 } from '../../src/data/select.ts';
import { standardize, standardizeOptions } from '../../src/data/standardize.ts';
import { toOwnUnits } from '../../src/lab/own-units.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';

const dataset = smallDataset('float32');

test.each([
  'z-score',
  { kind: 'min-max', clip: false },
  { kind: 'z-score', modalities: ['marks'] },
  { kind: 'divide', by: 7 },
  'none',
])('rescaling by %o is taken back', (given) => {
  const rescaled = standardize(dataset, smallSplit, standardizeOptions.parse(given));
  const values = asFloat32(rescaled.dataset).slice();
  toOwnUnits(values, rescaled.preprocessing);
  const own = asFloat32(dataset);
  expect(Math.max(...values.map((value, i) => Math.abs(value - own[i]!)))).toBeLessThan(1e-6);
});

test('a column that did not vary becomes its one value again, whatever is predicted', () => {
  const values = Float32Array.of(0.5, 0.5);
  toOwnUnits(values, { kind: 'z-score', fitOn: 'train', offset: [3, 1], scale: [0, 0.5] });
  expect([...values]).toEqual([3, 2]);
});

test('what was binarized stays a probability', () => {
  const values = Float32Array.of(0.25);
  toOwnUnits(values, { kind: 'binarize', offset: [4], scale: [1] });
  expect([...values]).toEqual([0.25]);
});
