import { expect, test } from 'vitest';
import { ChunkPacer } from '../../src/train/chunk-pacer.ts';

const paced = (pacer: ChunkPacer, stepMs: number, chunks: number): number[] => {
  const counts: number[] = [];
  for (let i = 0; i < chunks; i++) {
    counts.push(pacer.stepCount);
    pacer.ran(pacer.stepCount, stepMs * pacer.stepCount);
  }
  return counts;
};

test('a chunk grows at most tenfold, from one step to a second of them', () => {
  expect(paced(new ChunkPacer(0, 1), 0.5, 6)).toEqual([1, 10, 100, 1000, 2000, 2000]);
});

test('a chunk is at least one step, however slow', () => {
  expect(paced(new ChunkPacer(0, 1), 5000, 3)).toEqual([1, 1, 1]);
});

test('a large state makes chunks longer, up to ten seconds', () => {
  // 36.2 million parameters with two moments: 434 MB, 174 ms to copy, so 3.5 s of steps of 300 ms.
  expect(paced(new ChunkPacer(4.344e8, 1), 300, 4).at(-1)).toBe(12);
  expect(paced(new ChunkPacer(1e12, 1), 1000, 6).at(-1)).toBe(10);
});

test('a chunk never holds more than 32 million random numbers', () => {
  expect(paced(new ChunkPacer(0, 1e6), 0.01, 6).at(-1)).toBe(32);
  expect(paced(new ChunkPacer(0, 1e9), 0.01, 6)).toEqual([1, 1, 1, 1, 1, 1]);
});
