import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random.ts';
import type { Dataset } from '../../../src/data/dataset.ts';
import { fitPrincipalComponents, projectionErrors } from '../../../src/diagnose/baselines/principal-components.ts';

const STRENGTHS = [5, 3, 1];

/** Scores whose columns have mean 0 and are orthogonal to each other. */
const SIGNS = [
  [1, 1, 1],
  [1, -1, -1],
  [-1, 1, -1],
  [-1, -1, 1],
];

/** Rows, in fours, along three orthogonal directions of given strength. */
function planted(rowCount: number, featureCount: number): Dataset {
  const random = new RandomStreams(1).of('planted');
  const data = new Float32Array(rowCount * featureCount);
  for (let i = 0; i < rowCount; i += 4) {
    const size = 1 + random.uniform();
    for (const [k, signs] of SIGNS.entries()) {
      for (let j = 0; j < featureCount; j++) {
        data[(i + k) * featureCount + j] = size * signs[j % 3]! * STRENGTHS[j % 3]!;
      }
    }
  }
  return {
    name: 'planted',
    rowCount,
    featureCount,
    rowShape: [featureCount],
    columns: [],
    modalities: [{ name: 'data', start: 0, count: featureCount }],
    values: { kind: 'float32', data },
    notices: [],
  };
}

describe.each([
  ['more rows than columns', 200, 30],
  ['more columns than rows', 40, 300],
])('%s', (_, rowCount, featureCount) => {
  const dataset = planted(rowCount, featureCount);
  const rows = Int32Array.from({ length: rowCount }, (_, i) => i);
  const mean = new Float64Array(featureCount);

  test('what is left is what lies off the strongest directions', async () => {
    const two = await fitPrincipalComponents(dataset, rows, mean, 2);
    const errors = await projectionErrors(dataset, rows, two);
    const { values } = dataset;
    for (let j = 0; j < featureCount; j++) {
      let squares = 0;
      for (let i = 0; i < rowCount; i++) squares += values.data[i * featureCount + j]! ** 2;
      expect(errors[j]! / squares).toBeCloseTo(j % 3 === 2 ? 1 : 0, 5);
    }
  });

  test('components are orthonormal, also beyond the rank of the data', async () => {
    const { components } = await fitPrincipalComponents(dataset, rows, mean, 4);
    const { data, columns } = components;
    const lengths: number[] = [];
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let j = 0; j < featureCount; j++) product += data[j * columns + a]! * data[j * columns + b]!;
        if (a === b) lengths.push(product);
        else expect(Math.abs(product)).toBeLessThan(1e-4);
      }
    }
    expect(lengths.slice(0, 3).map((length) => Math.round(length * 1e4) / 1e4)).toEqual([1, 1, 1]);
    expect([0, 1]).toContain(Math.round(lengths[3]! * 1e4) / 1e4);
    const errors = await projectionErrors(dataset, rows, await fitPrincipalComponents(dataset, rows, mean, 3));
    expect(Math.max(...errors)).toBeLessThan(1e-3);
  });
});

test('the same rows give the same bits', async () => {
  const dataset = planted(40, 300);
  const rows = Int32Array.from({ length: 40 }, (_, i) => i);
  const refit = () => fitPrincipalComponents(dataset, rows, new Float64Array(300), 3);
  expect((await refit()).components.data).toEqual((await refit()).components.data);
});
