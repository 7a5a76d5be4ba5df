import { expect, test } from 'vitest';
import { renderSvg } from '../../src/figures/render.ts';
import { rowPlace } from '../../src/figures/row-place.ts';

const figure = rowPlace({
  title: 'This row',
  xTitle: 'unit 1',
  yTitle: 'unit 2',
  classes: ['a', 'b'],
  points: { x: [0, 1, 2], y: [0, 1, 0], classes: [0, 1, -1] },
  place: { x: 9, y: -3 },
  circles: [{ name: '2 sigma', x: 1, y: 0, radius: 2 }],
});

test('a row stands among train rows of its classes and of none, inside both axes, which have one scale', async () => {
  expect(figure.data.train!.map((dot) => dot.class)).toEqual(['a', 'b', 'no label']);
  expect(figure.data.row).toEqual([{ x: 9, y: -3 }]);
  const { layer } = figure.spec as unknown as {
    layer: readonly { encoding: Record<'x' | 'y', { scale: { domain: readonly [number, number] } }> }[];
  };
  const { x, y } = layer[0]!.encoding;
  const width = ([low, high]: readonly [number, number]): number => high - low;
  expect(width(x.scale.domain)).toBeCloseTo(width(y.scale.domain), 12);
  expect(x.scale.domain[1]).toBeGreaterThan(9);
  expect(y.scale.domain[0]).toBeLessThan(-3);
  const svg = await renderSvg(figure);
  for (const words of ['This row', 'no label', '2 sigma']) expect(svg).toContain(words);
});

test('a circle closes, and is as wide as asked', () => {
  const ring = figure.data.circles as readonly { x: number; y: number }[];
  expect(ring[0]!.x).toBeCloseTo(ring.at(-1)!.x, 12);
  for (const { x, y } of ring) expect(Math.hypot(x - 1, y)).toBeCloseTo(2, 12);
});
