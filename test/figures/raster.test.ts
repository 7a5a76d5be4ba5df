import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { levelsOf, rasterPng, zoomed } from '../../src/figures/raster.ts';
import { renderPng } from '../../src/figures/render.ts';
import { readPng } from './png.ts';

/** The lines of a PNG without filters. */
function linesOf(bytes: Uint8Array): number[][] {
  const png = Buffer.from(bytes);
  const at = png.indexOf('IDAT') + 4;
  const raw = inflateSync(png.subarray(at, at + png.readUInt32BE(at - 8)));
  const height = png.readUInt32BE(20);
  const stride = raw.length / height;
  return Array.from({ length: height }, (_, y) => [...raw.subarray(y * stride + 1, (y + 1) * stride)]);
}

test('values become levels, cut at the ends of their range', () => {
  expect([...levelsOf([-1, 0, 0.5, 1, 2, Number.NaN], [0, 1])]).toEqual([0, 0, 128, 255, 255, 0]);
  expect([...levelsOf([3, 4], [3, 3])]).toEqual([0, 255]);
});

test('a zoomed picture repeats each pixel, with its colours', () => {
  const levels = Uint8Array.of(1, 2, 3, 4, 5, 6);
  expect(zoomed({ width: 2, height: 1, levels, channels: 3 }, 2, 1)).toEqual({
    width: 4,
    height: 1,
    channels: 3,
    levels: Uint8Array.of(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6),
  });
  expect([...zoomed({ width: 1, height: 2, levels: Uint8Array.of(8, 9), channels: 1 }, 1, 2).levels]).toEqual([
    8, 8, 9, 9,
  ]);
});

test('a PNG holds the levels it was made from', () => {
  const levels = Uint8Array.of(0, 255, 7, 8, 9, 10);
  expect(linesOf(rasterPng({ width: 2, height: 3, levels, channels: 1 }, 'grey'))).toEqual([
    [0, 255],
    [7, 8],
    [9, 10],
  ]);
});

test('another program reads the PNG, in grey, in blue and in colours', async () => {
  const colourOf = async (level: readonly number[], palette: 'grey' | 'blue') => {
    const raster = { width: 1, height: 1, levels: Uint8Array.from(level), channels: level.length as 1 | 3 };
    const url = `data:image/png;base64,${Buffer.from(rasterPng(raster, palette)).toString('base64')}`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><image width="4" height="4" href="${url}"/></svg>`;
    return [...readPng(await renderPng(svg)).data.subarray(0, 3)];
  };
  expect(await colourOf([100], 'grey')).toEqual([100, 100, 100]);
  expect(await colourOf([255], 'blue')).toEqual([0, 60, 110]);
  expect(await colourOf([0], 'blue')).toEqual([255, 255, 255]);
  expect(await colourOf([10, 20, 30], 'grey')).toEqual([10, 20, 30]);
});
