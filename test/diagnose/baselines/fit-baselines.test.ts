import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Dataset, type Modality, packBits, type Values } from '../../../src/data/dataset.ts';
import { fitBaselines } from '../../../src/diagnose/baselines/fit-baselines.ts';
import { sharedData } from '../../shared-data.ts';

const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

function dataset(values: Values, rowCount: number, modalities: readonly Modality[]): Dataset {
  const featureCount = modalities.reduce((sum, { count }) => sum + count, 0);
  const columns = Array.from({ length: featureCount }, (_, j) => `c${j}`);
  return { name: 'made', rowCount, featureCount, rowShape: [featureCount], columns, modalities, values, notices: [] };
}

const one = (count: number): readonly Modality[] => [{ name: 'data', start: 0, count }];
const floats = (...data: number[]): Values => ({ kind: 'float32', data: Float32Array.from(data) });

describe('0 / 1 entries', () => {
  const rows = [
    [0, 0, 1, 1, 0, 0, 0, 0, 1, 1],
    [0, 1, 1, 0, 0, 0, 0, 0, 1, 1],
    [0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  ];
  const modalities = [
    { name: 'a', start: 0, count: 9 },
    { name: 'b', start: 9, count: 1 },
  ];
  const likelihoods = { a: { kind: 'bernoulli' }, b: { kind: 'bernoulli' } } as const;
  const bits = dataset({ kind: 'bits', data: packBits(rows.flat(), 4, 10) }, 4, modalities);
  const same = dataset({ kind: 'float32', data: Float32Array.from(rows.flat()) }, 4, modalities);

  test('bits and float32 give the same baselines', async () => {
    const fitted = await fitBaselines(bits, range(0, 3), likelihoods, 2);
    const other = await fitBaselines(same, range(0, 3), likelihoods, 2);
    for (const split of [range(0, 3), range(3, 4)]) {
      const mine = await fitted.evaluate(split);
      const theirs = await other.evaluate(split);
      for (const name of ['a', 'b'] as const) {
        expect(Object.keys(mine[name]!)).toEqual(Object.keys(theirs[name]!));
        for (const [key, value] of Object.entries(mine[name]!)) {
          if (key === 'answers') expect(theirs[name]!.answers).toEqual(value);
          else expect(theirs[name]![key as 'constant']).toBeCloseTo(value, 5);
        }
      }
    }
  });

  test('every number agrees with counting by hand', async () => {
    const { a, b } = await (await fitBaselines(bits, range(0, 3), likelihoods, 2)).evaluate(range(3, 4));
    // Train: 8 ones in 27 entries of a, 2 in 3 of b. Target row: 2 ones of 9, 0 of 1.
    expect(a!.constant).toBeCloseTo(-(2 * Math.log(8 / 27) + 7 * Math.log(19 / 27)), 10);
    expect(b!.constant).toBeCloseTo(-Math.log(1 / 3), 10);
    expect(b!.perColumn).toBeCloseTo(-Math.log(1 / 3), 10);
    // Column counts 0 1 2 1 0 0 0 1 3 of 3, held half a row away from never and always.
    const never = 0.5 / 3;
    const missed = [1 / 3, 2 / 3, 1 / 3, never, never, never, 1 / 3, 1 - never];
    const expected = -Math.log(never) - Math.log(1 / 3);
    expect(a!.perColumn).toBeCloseTo(
      missed.slice(1).reduce((sum, p) => sum - Math.log1p(-p), expected),
      10,
    );
    // The first column is never 1 on train; transitions are counted pair by pair.
    const chain = [0, 0, 0, 0];
    for (const row of rows.slice(0, 3)) for (let j = 1; j < 9; j++) chain[row[j - 1]! * 2 + row[j]!]! += 1;
    const [p00, p01, p10, p11] = [
      chain[0]! / (chain[0]! + chain[1]!),
      chain[1]! / (chain[0]! + chain[1]!),
      chain[2]! / (chain[2]! + chain[3]!),
      chain[3]! / (chain[2]! + chain[3]!),
    ];
    expect(p01).toBeGreaterThan(0);
    expect(a!.markov).toBeCloseTo(-Math.log(never) - Math.log(p11) - Math.log(p10) - 6 * Math.log(p00), 10);
    expect(b!.markov).toBeUndefined();
    expect(a!.zeroMse).toBeCloseTo(2 / 9, 10);
    expect(a!.zeroBitAccuracy).toBeCloseTo(7 / 9, 10);
    expect(a!.constantMse).toBeCloseTo((2 * (19 / 27) ** 2 + 7 * (8 / 27) ** 2) / 9, 10);
    expect(b!.perColumnMse).toBeCloseTo((2 / 3) ** 2, 10);
    expect(a!.floor).toBe(0);
    // Of 14 pairs the rate of never wins none and ties three, the rate of a third wins three and ties two.
    expect(a!.answers!.perColumn.auroc).toBeCloseTo(5.5 / 14, 10);
    expect(b!.answers!.perColumn).not.toHaveProperty('auroc');
    // Rates of train: 8 of 27, and by column with 0 and 1 held half a row away.
    expect(a!.trainMean).toBeCloseTo(8 / 27, 12);
    expect(a!.answers!.constant.counted).toEqual({ thresholded: 0, expected: expect.closeTo(8 / 3, 12) });
    expect(a!.answers!.perColumn.counted.expected).toBeCloseTo(3 * never + 1 + 2 / 3 + 1, 12);
    expect(a!.answers!.perColumn.counted.thresholded).toBe(2);
    expect(a!.answers!.one.atHalf.accuracy).toBeCloseTo(2 / 9, 12);
  });
});

describe('intensities', () => {
  test('the floor is the entropy of the targets, reached by predicting them', async () => {
    const grey = dataset(floats(0.25, 1, 0, 0.5), 2, one(2));
    const { data } = await (await fitBaselines(grey, range(0, 1), { data: { kind: 'bernoulli' } }, 1)).evaluate(
      range(0, 1),
    );
    expect(data!.floor).toBeCloseTo(-(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75)), 10);
    expect(data!.markov).toBeUndefined();
    expect(data!.zeroBitAccuracy).toBeUndefined();
  });
});

describe('real numbers', () => {
  const table = dataset(floats(1, 10, 5, 3, 14, 5, 2, 12, 6), 3, one(3));
  const gaussian = (variance: number, ratio: number) => ratio / (2 * variance) + Math.log(2 * Math.PI * variance) / 2;

  test('a fixed variance is the baseline’s too', async () => {
    const fitted = await fitBaselines(table, range(0, 2), { data: { kind: 'gaussian', variance: 0.5 } }, 1);
    const { data } = await fitted.evaluate(range(2, 3));
    // Column means 2, 12, 5: only the last column misses, by 1.
    expect(data!.perColumn).toBeCloseTo(gaussian(0.5, 0) * 2 + gaussian(0.5, 1), 10);
    const mean = 38 / 6;
    expect(data!.constant).toBeCloseTo(
      [2, 12, 6].reduce((sum, x) => sum + gaussian(0.5, (x - mean) ** 2), 0),
      10,
    );
    expect(data!.perColumnMse).toBeCloseTo(1 / 3, 10);
    expect(data!.floor).toBeUndefined();
  });

  test('a learned variance gives the baseline its own, and a constant column the scale of its modality', async () => {
    const fitted = await fitBaselines(
      table,
      range(0, 2),
      { data: { kind: 'gaussian', varianceIsLearned: true, variance: 9 } },
      1,
    );
    const { data } = await fitted.evaluate(range(2, 3));
    const mean = 38 / 6;
    const whole = [1, 10, 5, 3, 14, 5].reduce((sum, x) => sum + (x - mean) ** 2, 0) / 6;
    expect(data!.constant).toBeCloseTo(
      [2, 12, 6].reduce((sum, x) => sum + gaussian(whole, (x - mean) ** 2), 0),
      10,
    );
    expect(data!.perColumn).toBeCloseTo(gaussian(1, 0) + gaussian(4, 0) + gaussian(whole, 1), 10);
  });

  test('a far offset leaves the variance its digits', async () => {
    const far = dataset(floats(4e6, 4e6 + 1, 4e6 + 2, 4e6 + 3), 4, one(1));
    const { data } = await (await fitBaselines(far, range(0, 4), { data: { kind: 'gaussian' } }, 1)).evaluate(
      range(0, 4),
    );
    expect(data!.perColumnMse).toBeCloseTo(1.25, 9);
  });

  test('as many components as columns leave nothing, more than rows is no error', async () => {
    const fitted = await fitBaselines(table, range(0, 3), { data: { kind: 'gaussian' } }, 9);
    expect((await fitted.evaluate(range(0, 3))).data!.pcaMse).toBeLessThan(1e-9);
  });
});

// Golden values: numpy 2 in float64 (column means, eigh of the covariance), as /data/README.md of the data sets gives them.
describe('real data sets', () => {
  test('digits: mean image and principal components agree with numpy', async () => {
    const path = sharedData('digits/optdigits.tes');
    if (path === undefined) return;
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const data = Uint8Array.from(lines.flatMap((line) => line.split(',').slice(0, 64).map(Number)));
    const digits = dataset({ kind: 'bytes', data, scale: 1 / 16 }, lines.length, one(64));
    const at = async (k: number) => {
      const fitted = await fitBaselines(digits, range(0, 1437), { data: { kind: 'bernoulli' } }, k);
      return (await fitted.evaluate(range(1437, 1797))).data!;
    };
    const two = await at(2);
    expect(two.perColumn).toBeCloseTo(26.82467, 4);
    expect(two.perColumnMse).toBeCloseTo(0.07374, 5);
    expect(two.pcaMse).toBeCloseTo(0.052146, 4);
    expect((await at(10)).pcaMse).toBeCloseTo(0.020135, 4);
    expect((await at(20)).pcaMse).toBeCloseTo(0.008451, 4);
  });

  test('K562: rates, Markov chain per mark and principal components agree with numpy', async () => {
    const path = sharedData('epigenome/k562_chr11_tss_marks.npy');
    if (path === undefined) return;
    const file = readFileSync(path);
    const stored = file.subarray(10 + file.readUInt16LE(8)); // gene, bin, mark
    const byMark = new Uint8Array(stored.length);
    for (let g = 0; g < 1902; g++) {
      for (let b = 0; b < 100; b++)
        for (let m = 0; m < 8; m++) byMark[g * 800 + m * 100 + b] = stored[g * 800 + b * 8 + m]!;
    }
    const modalities = Array.from({ length: 8 }, (_, m) => ({ name: `mark${m}`, start: m * 100, count: 100 }));
    const marks = dataset({ kind: 'bits', data: packBits(byMark, 1902, 800) }, 1902, modalities);
    const likelihoods = Object.fromEntries(modalities.map(({ name }) => [name, { kind: 'bernoulli' as const }]));
    const at = async (k: number) => {
      const fitted = await fitBaselines(marks, range(0, 1521), likelihoods, k);
      const all = Object.values(await fitted.evaluate(range(1521, 1902)));
      const sum = (key: 'constant' | 'perColumn' | 'markov' | 'pcaMse' | 'perColumnMse') =>
        all.reduce((total, entry) => total + entry[key]!, 0);
      return sum;
    };
    const ten = await at(10);
    expect(ten('perColumn')).toBeCloseTo(187.65726, 4);
    expect(ten('constant')).toBeCloseTo(204.0617, 4);
    expect(ten('markov')).toBeCloseTo(116.02809, 4);
    expect(ten('perColumnMse') / 8).toBeCloseTo(0.061834, 5);
    // Eigenvalues 10 and 11 are close: which of the two is kept hardly matters to the error.
    expect(ten('pcaMse') / 8 / 0.032978).toBeCloseTo(1, 2);
    expect((await at(32))('pcaMse') / 8 / 0.026794).toBeCloseTo(1, 2);
  });
});
