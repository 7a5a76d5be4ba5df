import { expect, test } from 'vitest';
import { reviewRows } from '../../src/diagnose/row-review.ts';
import { colourLegend, imageOf, stripPlaces, stripsOf } from '../../src/report/row-pictures.ts';
import { sampleInput } from './sample-input.ts';

const bits = sampleInput().rows!;

/** Two columns of units of their own: 0 to 2, and 100 to 300. */
const table = reviewRows({
  modalities: [{ name: 'data', start: 0, count: 2 }],
  featureCount: 2,
  rows: [0, 1, 2],
  truth: Float32Array.of(0, 100, 1, 200, 2, 300),
  predicted: Float32Array.of(0, 100, 1, 200, 2, 300),
  reconstruction: [1, 2, 3],
  bernoulli: [],
  columns: ['a', 'b'],
});

test('modalities stand side by side in the order of their columns, the narrow ones still to be seen', () => {
  expect(stripPlaces(bits)).toEqual([
    { start: 0, width: 704 },
    { start: 708, width: 12 },
  ]);
});

test('a strip has a line for each row, white between modalities and where a row is missing', () => {
  const row = [...new Array<number>(300).fill(1), 0];
  const { width, height, levels } = stripsOf(bits, [row, undefined], 2);
  expect([width, height]).toEqual([720, 4]);
  expect(levels[0]).toBe(255);
  expect(levels[703]).toBe(255);
  expect(levels[705]).toBe(0);
  // The lowest value is a colour too.
  expect(levels[715]).toBe(1);
  expect([...levels.subarray(2 * 720, 3 * 720)].every((level) => level === 0)).toBe(true);
});

test('a lone 1 among more cells than pixels grows pale but is not lost', () => {
  const count = 2000;
  const truth = new Float32Array(count);
  truth[777] = 1;
  const wide = reviewRows({
    modalities: Array.from({ length: 20 }, (_, m) => ({ name: `m${m}`, start: m * 100, count: 100 })),
    featureCount: count,
    rows: [0],
    truth,
    predicted: truth,
    reconstruction: [1],
    bernoulli: Array.from({ length: 20 }, (_, m) => `m${m}`),
    columns: Array.from({ length: count }, (_, j) => `c${j}`),
  });
  expect(Math.max(...stripsOf(wide, wide.some, 1).levels)).toBeGreaterThan(50);
});

test('columns of a short table are coloured each by its own range, and the legend says so', () => {
  const { levels } = stripsOf(table, table.some, 1);
  for (const line of [0, 1, 2]) expect(levels[line * 720]).toBe(levels[line * 720 + 719]);
  expect(levels[0]).toBeLessThan(levels[720]!);
  expect(colourLegend(table)).toEqual({
    palette: 'blue',
    low: 'column mean − 2 deviations',
    high: 'column mean + 2 deviations',
  });
  expect(colourLegend(bits)).toEqual({ palette: 'blue', low: '0', high: '1' });
});

test('an image is as it is, its pixels made large enough to be seen', () => {
  const image = reviewRows({
    modalities: [{ name: 'data', start: 0, count: 4 }],
    featureCount: 4,
    rows: [0, 1],
    truth: Float32Array.of(0, 1, 0.5, 1, 0, 0, 0, 1),
    predicted: new Float32Array(8),
    reconstruction: [1, 2],
    bernoulli: ['data'],
    columns: ['p0', 'p1', 'p2', 'p3'],
    imageShape: [2, 2, 1],
  });
  const { width, height, levels } = imageOf(image, image.some[0]!);
  expect([width, height]).toEqual([56, 56]);
  expect([levels[0], levels[55], levels[56 * 55], levels[56 * 56 - 1]]).toEqual([0, 255, 128, 255]);
  expect(colourLegend(image)).toEqual({ palette: 'grey', low: '0', high: '1' });
});
