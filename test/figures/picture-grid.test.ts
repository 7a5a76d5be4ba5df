import { expect, test } from 'vitest';
import { pictureGrid } from '../../src/figures/picture-grid.ts';
import { rasterUrl } from '../../src/figures/raster.ts';
import { renderPng, renderSvg } from '../../src/figures/render.ts';
import { readPng } from './png.ts';

const black = rasterUrl({ width: 1, height: 1, levels: Uint8Array.of(0), channels: 1 }, 'grey');
const grid = {
  title: 'Best and worst rows',
  subtitle: ['by nats'],
  size: { width: 40, height: 30 },
  rows: [
    { label: 'best, data', pictures: [black, undefined] },
    { label: 'worst, data', pictures: [black, black], isApart: true },
  ],
  headings: [{ start: 0, width: 30, text: 'expression' }],
  xTitle: 'rows',
  legend: { palette: 'grey', low: '0', high: '1' },
} as const;

test('every picture, name and end of the colours is drawn, and an empty place stays empty', async () => {
  const svg = await renderSvg(pictureGrid(grid));
  for (const text of ['Best and worst rows', 'by nats', 'best, data', 'worst, data', 'expression', 'rows', '0', '1'])
    expect(svg).toContain(`>${text}</text>`);
  // Three pictures and the key of colours.
  expect(svg.match(/<image /g)).toHaveLength(4);
});

test('pictures stand where their row and column are', async () => {
  const { spec, data } = pictureGrid(grid);
  expect(data.pictures!.map(({ x, y }) => [x, y])).toEqual([
    [20, 15],
    [20, 55],
    [64, 55],
  ]);
  expect(spec).toMatchObject({ width: 84 });
  const { data: pixels, width } = readPng(await renderPng(await renderSvg(pictureGrid(grid))));
  let dark = 0;
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i]! < 10) dark++;
  // Three of 40 by 30 at two pixels each, and some letters.
  expect(dark).toBeGreaterThan(3 * 40 * 30 * 4);
  expect(dark).toBeLessThan(1.3 * 3 * 40 * 30 * 4);
  expect(width).toBeGreaterThan(168);
});

test('images keep their colours on a dark page, strips of a table do not', () => {
  expect(pictureGrid(grid).keepsColours).toBe(true);
  expect(pictureGrid({ ...grid, legend: { ...grid.legend, palette: 'blue' } }).keepsColours).toBe(false);
});
