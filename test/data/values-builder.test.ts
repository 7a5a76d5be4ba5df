import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LimitError } from '../../src/base/errors.ts';
import { readRows } from '../../src/data/dataset.ts';
import { requireElements, ValuesBuilder } from '../../src/data/values-builder.ts';
import { table } from './tables.ts';

test('rows come back as they were added, in bits while all are 0 or 1', () => {
  const value = fc.constantFrom(0, 1, 1, 0, 2.5);
  // 2^21 columns make blocks of two rows, so that three rows cross a block's end.
  const widths = fc.constantFrom(1, 9, 2 ** 21);
  fc.assert(
    fc.property(
      widths,
      fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
      (width, rows) => {
        const builder = new ValuesBuilder(width, 'x.csv');
        for (const values of rows) {
          const row = new Float32Array(width);
          row.set(values.slice(0, width));
          builder.add(
            row,
            row.every((entry) => entry === 0 || entry === 1),
          );
        }
        const values = builder.finish();
        const used = Math.min(3, width);
        const isBinary = rows.every((row) => row.slice(0, used).every((entry) => entry <= 1));
        expect(values.kind).toBe(isBinary ? 'bits' : 'float32');
        const dataset = { ...table([[0]]), rowCount: rows.length, featureCount: width, values };
        const row = new Float32Array(width);
        rows.forEach((expected, i) => {
          readRows(dataset, [i], row);
          expect(Array.from(row.subarray(0, used))).toEqual(expected.slice(0, used));
        });
      },
    ),
    { numRuns: 25 },
  );
});

test('more than 2^31 elements are refused with their number before memory is taken', () => {
  expect(() => requireElements(200_000, 12_001, 'wide.csv')).toThrow(LimitError);
  expect(() => requireElements(200_000, 12_001, 'wide.csv')).toThrow(
    'wide.csv: holds more than 200000 rows of 12001 columns, above 2^31 elements. Leave out columns, or split the file.',
  );
  requireElements(65_536, 32_768, 'wide.csv');
});
