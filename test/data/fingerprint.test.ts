import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Dataset, packBits } from '../../src/data/dataset.ts';
import { fingerprint, fingerprintData, fingerprintLabels, fingerprintSplit } from '../../src/data/fingerprint.ts';
import { table } from './tables.ts';

const split = { train: Int32Array.of(0), validation: new Int32Array(), test: Int32Array.of(1) };

test('the same numbers have the same fingerprint, however they are held', () => {
  const bits = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1), fc.constantFrom(0, 1)), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(bits, (rows) => {
      const plain = table(rows);
      const held = (values: Dataset['values']) => fingerprintData({ ...plain, name: 'moved.npy', values });
      expect(held({ kind: 'bits', data: packBits(rows.flat(), rows.length, 3) })).toBe(fingerprintData(plain));
      expect(held({ kind: 'bytes', data: Uint8Array.from(rows.flat()), scale: 1 })).toBe(fingerprintData(plain));
    }),
  );
});

test('a number, a name, an order or a modality changes it', () => {
  const dataset = table([
    [1, 2],
    [3, 4],
  ]);
  const others = [
    table([
      [1, 2],
      [3, 5],
    ]),
    table([
      [3, 4],
      [1, 2],
    ]),
    { ...dataset, columns: ['a', 'c'] },
    { ...dataset, modalities: [{ name: 'x', start: 0, count: 2 }] },
  ];
  const prints = [dataset, ...others].map(fingerprintData);
  expect(new Set(prints).size).toBe(prints.length);
  expect(prints[0]).toMatch(/^[0-9a-f]{64}$/);
});

test('minus zero is zero', () => {
  expect(fingerprintData(table([[-0, 1]]))).toBe(fingerprintData(table([[0, 1]])));
});

test('split and labels: the part a row is in counts, and the test labels have their own', () => {
  expect(fingerprintSplit(split)).not.toBe(
    fingerprintSplit({ ...split, test: new Int32Array(), validation: split.test }),
  );
  const [a, b] = [table([[1], [2]], ['x', 'y']), table([[1], [2]], ['y', 'y'])].map((dataset) => dataset.labels!);
  expect(fingerprintLabels(a!)).not.toBe(fingerprintLabels(b!));
  const all = fingerprint(table([[1], [2]], ['x', 'y']), split, { kind: 'none', offset: [], scale: [] });
  expect(Object.keys(all)).toEqual(['data', 'split', 'preprocessing', 'labels', 'testLabels']);
});
