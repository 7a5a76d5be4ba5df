import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeGif, type GifFrame } from '../../src/figures/gif.ts';
import { readGif } from './read-gif.ts';

/** A frame whose pixels are the given colours, again and again. */
const frameOf = (width: number, height: number, colors: readonly number[]): GifFrame => ({
  width,
  height,
  pixels: Uint8Array.from(
    Array.from({ length: width * height }, (_, i) => colors[i % colors.length]!).flatMap((color) => [
      color >> 16,
      (color >> 8) & 255,
      color & 255,
      255,
    ]),
  ),
});
const withoutOpacity = ({ pixels }: GifFrame): Uint8Array => pixels.filter((_, i) => i % 4 !== 3);

test('frames of up to 256 colours are read back as they were', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.array(fc.nat(0xffffff), { minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 3 }),
      (width, height, colors) => {
        const frames = colors.map((some) => frameOf(width, height, some));
        const found = readGif(encodeGif(frames, { delayMs: 250 }));
        expect([found.width, found.height, found.repeats]).toEqual([width, height, true]);
        expect(found.frames.map(({ pixels }) => pixels)).toEqual(frames.map(withoutOpacity));
      },
    ),
  ));

// giftopnm of Netpbm 11.1.0 read such GIFs back exactly too: three frames of 200 x 150 with 80 colours.
test('more codes than twelve bits hold begin anew', () => {
  let state = 1;
  const noise = Array.from({ length: 30_000 }, () => {
    state = (state * 48271) % 0x7fffffff;
    return (state % 97) * 0x010305;
  });
  const frame = frameOf(200, 150, noise);
  expect(readGif(encodeGif([frame], { delayMs: 100 })).frames[0]!.pixels).toEqual(withoutOpacity(frame));
});

test('of more colours the frequent ones stay, and rare ones take the nearest', () => {
  const many = Array.from({ length: 300 }, (_, i) => 0x400000 + i);
  const frame = frameOf(60, 10, [...many.slice(0, 256), ...many.slice(0, 256), ...many.slice(256), ...many.slice(256)]);
  const { pixels } = readGif(encodeGif([frame], { delayMs: 100 })).frames[0]!;
  expect(pixels.subarray(0, 3 * 512)).toEqual(withoutOpacity(frame).subarray(0, 3 * 512));
  expect([...pixels.subarray(3 * 512, 3 * 513)]).toEqual([0x40, 0, 0]);
});

test('smaller frames are filled up with white, and what is clear is white', () => {
  const clear: GifFrame = { width: 1, height: 1, pixels: Uint8Array.of(0, 0, 0, 0) };
  const { frames } = readGif(encodeGif([frameOf(2, 2, [0x102030]), clear], { delayMs: 100 }));
  expect([...frames[1]!.pixels]).toEqual(new Array(12).fill(255));
});

test('each frame stays as long as asked, the last one longer', () => {
  const frames = [1, 2, 3].map((color) => frameOf(1, 1, [color]));
  const found = readGif(encodeGif(frames, { delayMs: 250, lastDelayMs: 2000 }));
  expect(found.frames.map(({ delayMs }) => delayMs)).toEqual([250, 250, 2000]);
});
