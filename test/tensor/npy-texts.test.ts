import { expect, test } from 'vitest';
import { readNpy } from '../../src/tensor/npy.ts';
import { writeNpyTexts } from '../../src/tensor/npy-texts.ts';
import { messageOf } from '../message-of.ts';

test('texts are read back, with letters beyond 16 bits', () => {
  const texts = ['', 'b\n<script>', 'Δ😀', '\u202eright to left'];
  expect(readNpy(writeNpyTexts(texts, 'labels'), 'labels')).toEqual({
    kind: 'texts',
    dtype: 'U14',
    shape: [4],
    data: texts,
  });
  expect(readNpy(writeNpyTexts([], 'none'), 'none')).toEqual({ kind: 'texts', dtype: 'U1', shape: [0], data: [] });
});

test('more than 1 GiB is refused', async () => {
  const texts = ['x'.repeat(300_000), ...new Array<string>(1000).fill('y')];
  expect(await messageOf(() => writeNpyTexts(texts, 'test.label'))).toBe(
    'test.label: 1001 texts of up to 300000 characters take more than 1 GiB.',
  );
});
