import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Dataset, packBits, type Values } from '../../src/data/dataset.ts';
import { asFloat32, compact, selectColumns, selectRows } from '../../src/data/select.ts';
import { table } from './tables.ts';

const WIDTH = 11;
const bits = fc.array(fc.array(fc.constantFrom(0, 1), { minLength: WIDTH, maxLength: WIDTH }), {
  minLength: 1,
  maxLength: 6,
});
/** The same numbers in every storage. */
function storages(rows: number[][]): Dataset[] {
  const plain = table(
    rows,
    rows.map((_, i) => `row${i}`),
  );
  const values: Values[] = [
    plain.values,
    { kind: 'bytes', data: Uint8Array.from(rows.flat()), scale: 1 },
    { kind: 'bits', data: packBits(rows.flat(), rows.length, WIDTH) },
  ];
  return values.map((held) => ({ ...plain, values: held }));
}
const numbers = (dataset: Dataset): number[] => Array.from(asFloat32(dataset));

test('chosen rows and columns hold the chosen numbers, in every storage', () => {
  const picks = fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(bits, picks, (rows, picked) => {
      for (const dataset of storages(rows)) {
        const chosenRows = picked.map((i) => i % rows.length);
        expect(numbers(selectRows(dataset, chosenRows))).toEqual(chosenRows.flatMap((row) => rows[row]!));
        const columns = picked.map((i) => i % WIDTH);
        const chosen = selectColumns(dataset, columns, [{ name: 'x', start: 0, count: columns.length }]);
        expect(numbers(chosen)).toEqual(rows.flatMap((row) => columns.map((column) => row[column]!)));
        expect([chosen.featureCount, chosen.rowShape, chosen.columns[0]]).toEqual([
          columns.length,
          [columns.length],
          dataset.columns[columns[0]!],
        ]);
      }
    }),
  );
});

test('labels, ids, parts and file rows go with their rows', () => {
  const labels = { name: 'y', classes: ['a', 'b'], values: Int32Array.of(0, 1, -1) };
  const dataset = { ...table([[1], [2], [3]]), labels, partition: labels, rowIds: ['p', 'q', 'r'] };
  const once = selectRows(dataset, [2, 1]);
  expect([Array.from(once.labels!.values), Array.from(once.partition!.values), once.rowIds]).toEqual([
    [-1, 1],
    [-1, 1],
    ['r', 'q'],
  ]);
  expect(Array.from(selectRows(once, [1]).fileRows!)).toEqual([1]);
});

test('all columns in their order are the same block, images kept', () => {
  const image = { ...table([[1, 2, 3, 4]]), rowShape: [2, 2, 1] };
  const same = selectColumns(image, [0, 1, 2, 3], image.modalities);
  expect([same.values, same.rowShape]).toEqual([image.values, [2, 2, 1]]);
  expect(same.values.data).toBe(image.values.data);
});

test('only 0 and 1 become bits', () => {
  expect(compact({ kind: 'bytes', data: Uint8Array.of(0, 255), scale: 1 / 255 }, 1, 2)).toEqual({
    kind: 'bits',
    data: Uint8Array.of(2),
  });
  expect(compact({ kind: 'float32', data: Float32Array.of(1, 0) }, 2, 1)).toEqual({
    kind: 'bits',
    data: Uint8Array.of(1, 0),
  });
  const other: Values = { kind: 'float32', data: Float32Array.of(1, 0.5) };
  expect(compact(other, 1, 2)).toBe(other);
});

test('widening more than 4 GiB is refused before memory is taken', () => {
  const wide = {
    ...table([[0]]),
    rowCount: 200_000,
    featureCount: 12_001,
    values: { kind: 'bits', data: new Uint8Array() },
  } as const;
  expect(() => asFloat32(wide)).toThrow(
    'genes.csv: 2400200000 values would take 9600800000 bytes as 32-bit numbers. Expected at most 4 GiB. Leave out columns or rows first.',
  );
});
