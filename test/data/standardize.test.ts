import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packBits, type Split } from '../../src/data/dataset.ts';
import { applyPreprocessing, type Preprocessing, standardize, standardizeOptions } from '../../src/data/standardize.ts';
import { numbersOf } from './load-text.ts';
import { table } from './tables.ts';

const splitOf = (train: number[], tested: number[] = []): Split => ({
  train: Int32Array.from(train),
  validation: new Int32Array(),
  test: Int32Array.from(tested),
});
const run = (rows: number[][], options: unknown, split = splitOf(rows.map((_, i) => i))) => {
  const result = standardize(table(rows), split, standardizeOptions.parse(options));
  return { ...result, numbers: numbersOf(result.dataset) };
};
const finite = fc.float({ min: -1000, max: 1000, noNaN: true });

test('z-score gives train columns mean 0 and variance 1, and a constant column 0', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 4, maxLength: 40 }), (column) => {
      const { numbers } = run(
        column.map((value) => [value, 0.1]),
        'z-score',
      );
      const first = numbers.filter((_, i) => i % 2 === 0);
      const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
      const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
      expect(Math.abs(mean)).toBeLessThan(1e-4);
      const isConstant = column.every((value) => value === column[0]);
      if (isConstant) expect(first.every((value) => value === 0)).toBe(true);
      else expect(Math.abs(variance - 1)).toBeLessThan(1e-3);
      expect(numbers.filter((_, i) => i % 2 === 1).every((value) => value === 0)).toBe(true);
    }),
  );
});

test('the scale is fitted on train rows alone', () => {
  const { numbers, preprocessing, dataset } = run([[0], [2], [5]], 'z-score', splitOf([0, 1], [2]));
  expect([numbers, preprocessing]).toEqual([[-1, 1, 4], { kind: 'z-score', fitOn: 'train', offset: [1], scale: [1] }]);
  expect(dataset.notices).toEqual([]);
});

test('fitting on all rows is possible and told', () => {
  const { preprocessing, dataset } = run([[0], [2], [4]], { kind: 'min-max', fitOn: 'all' }, splitOf([0, 1], [2]));
  expect([preprocessing.offset, preprocessing.scale]).toEqual([[0], [0.25]]);
  expect(dataset.notices).toEqual([
    'The min-max scale was fitted on all rows, so validation and test rows shaped what trains.',
  ]);
});

test('min-max keeps values of other rows within 0 and 1, and counts them', () => {
  const { numbers, dataset } = run(
    [
      [0, 7],
      [2, 7],
      [4, 7],
      [-1, 8],
    ],
    'min-max',
    splitOf([0, 1], [2, 3]),
  );
  expect(numbers).toEqual([0, 0, 1, 0, 1, 0, 0, 0]);
  expect(dataset.notices).toEqual(['2 values beyond those of the fitted rows were cut to 0 or 1.']);
  const free = run([[0], [2], [4]], { kind: 'min-max', clip: false }, splitOf([0, 1], [2]));
  expect(free.numbers).toEqual([0, 1, 2]);
});

test('binarize is strict: the threshold itself is 0, and bits are held', () => {
  const { numbers, dataset } = run(
    [
      [0.5, 0.6],
      [0, 1],
    ],
    'binarize',
  );
  expect([numbers, dataset.values.kind, dataset.notices]).toEqual([
    [0, 1, 0, 1],
    'bits',
    ['Values above 0.5 became 1, all others 0.'],
  ]);
  expect(run([[3], [4]], { kind: 'binarize', threshold: 3 }).numbers).toEqual([0, 1]);
});

test('dividing bytes changes their scale and copies nothing', () => {
  const data = new Uint8Array([0, 8, 16]);
  const bytes = { ...table([[0], [8], [16]]), values: { kind: 'bytes', data, scale: 1 } as const };
  const { dataset } = standardize(bytes, splitOf([0]), standardizeOptions.parse({ kind: 'divide', by: 16 }));
  expect(dataset.values).toEqual({ kind: 'bytes', data, scale: 1 / 16 });
  expect(dataset.values.data).toBe(data);
  expect(run([[0], [8]], { kind: 'divide', by: 16 }).numbers).toEqual([0, 0.5]);
});

test('one modality can be rescaled and the others left', () => {
  const modalities = [
    { name: 'marks', start: 0, count: 1 },
    { name: 'rna', start: 1, count: 1 },
  ];
  const dataset = {
    ...table([
      [0, 10],
      [1, 20],
    ]),
    modalities,
  };
  const options = standardizeOptions.parse({ kind: 'z-score', modalities: ['rna'] });
  expect(numbersOf(standardize(dataset, splitOf([0, 1]), options).dataset)).toEqual([0, -1, 1, 1]);
  const unknown = standardizeOptions.parse({ kind: 'z-score', modalities: ['rn'] });
  expect(() => standardize(dataset, splitOf([0, 1]), unknown)).toThrow(
    'config.data.standardize.modalities: "rn" is not a modality of this dataset. Expected one of: marks, rna. Did you mean "rna"?',
  );
});

test('what was fitted comes back from JSON and does the same to new rows', () => {
  const { preprocessing } = run(
    [
      [1, 5],
      [3, 9],
    ],
    'z-score',
  );
  const stored = JSON.parse(JSON.stringify(preprocessing)) as Preprocessing;
  expect(stored).toEqual(preprocessing);
  expect(numbersOf(applyPreprocessing(table([[5, 7]]), stored))).toEqual([3, 0]);
});

test('none changes nothing, and bits can be rescaled', () => {
  const dataset = table([
    [0, 1],
    [1, 1],
  ]);
  const none = standardizeOptions.parse(undefined);
  expect(standardize(dataset, splitOf([0]), none).dataset).toBe(dataset);
  const bits = { ...dataset, values: { kind: 'bits', data: packBits([0, 1, 1, 1], 2, 2) } as const };
  expect(numbersOf(standardize(bits, splitOf([0, 1]), 'z-score').dataset)).toEqual([-1, 0, 1, 0]);
});
