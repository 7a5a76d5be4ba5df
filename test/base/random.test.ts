import { expect, test } from 'vitest';
import { philox4x32, RandomStreams } from '../../src/base/random.ts';

// Known answers of Random123 1.14 (kat_vectors, "philox4x32 10").
test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])('Philox4x32-10 gives the published answer for counter %j', (counter, key, expected) => {
  const out = new Uint32Array(4);
  philox4x32(new Uint32Array(counter), new Uint32Array(key), out);
  expect([...out]).toEqual(expected);
});

test('streams depend on seed, purpose and indices, and on nothing else', () => {
  const draw = (seed: number, purpose: string, a = 0, b = 0) => new RandomStreams(seed).of(purpose, a, b).uint32();
  expect(draw(1, 'noise', 2, 3)).toBe(draw(1, 'noise', 2, 3));
  const others = [draw(2, 'noise', 2, 3), draw(1, 'split', 2, 3), draw(1, 'noise', 3, 3), draw(1, 'noise', 2, 4)];
  expect(new Set([draw(1, 'noise', 2, 3), ...others]).size).toBe(5);
});

test('a hundred thousand normal draws have the moments of the standard normal', () => {
  const out = new Float64Array(100_000);
  new RandomStreams(7).of('noise').fillStandardNormal(out);
  const mean = out.reduce((sum, x) => sum + x, 0) / out.length;
  const variance = out.reduce((sum, x) => sum + (x - mean) ** 2, 0) / out.length;
  const fourth = out.reduce((sum, x) => sum + (x - mean) ** 4, 0) / out.length;
  // Four standard errors: 1/sqrt(n), sqrt(2/n), sqrt(96/n).
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(out.length));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / out.length));
  expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / out.length));
});

test('a permutation holds every integer once', () => {
  const order = new RandomStreams(3).of('batches', 5).permutation(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test('Bernoulli draws have the asked rate', () => {
  const out = new Uint8Array(200_001);
  new RandomStreams(3).of('dropout').fillBernoulli(out, 0.3);
  const rate = out.reduce((sum, x) => sum + x, 0) / out.length;
  expect(Math.abs(rate - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / out.length));
});
