import { expect, test } from 'vitest';
import { type Dataset, packBits, readRows, type Values } from '../../src/data/dataset.ts';
import { joinRows } from '../../src/data/join-rows.ts';

const dataset = (rowCount: number, values: Values): Dataset => ({
  name: 'made',
  rowCount,
  featureCount: 3,
  rowShape: [3],
  columns: ['a', 'b', 'c'],
  modalities: [{ name: 'data', start: 0, count: 3 }],
  values,
  notices: [],
});
const bits = (...numbers: number[]): Dataset =>
  dataset(numbers.length / 3, { kind: 'bits', data: packBits(numbers, numbers.length / 3, 3) });
const floats = (...numbers: number[]): Dataset =>
  dataset(numbers.length / 3, { kind: 'float32', data: Float32Array.from(numbers) });

test('rows follow one another, in their own storage where both have it', () => {
  const joined = joinRows(bits(1, 0, 1, 0, 1, 0), bits(0, 1, 1));
  expect(joined).toMatchObject({ rowCount: 3, values: { kind: 'bits' } });
  // The engine tells types by their constructor.
  expect(joined.values.data.constructor).toBe(Uint8Array);
  expect([...readRows(joined, [0, 1, 2])]).toEqual([1, 0, 1, 0, 1, 0, 0, 1, 1]);
});

test('rows of two storages become float32', () => {
  const joined = joinRows(bits(1, 0, 1), floats(0.5, 2, -1));
  expect(joined.values.kind).toBe('float32');
  expect([...readRows(joined, [0, 1])]).toEqual([1, 0, 1, 0.5, 2, -1]);
});
