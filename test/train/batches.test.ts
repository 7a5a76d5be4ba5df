import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import type { RowInputSpec } from '../../src/nn/parameters.ts';
import { BatchMaker, type BatchPlan, stepsPerEpoch } from '../../src/train/batches.ts';

const inputs = new Map<string, RowInputSpec>([
  ['latent noise', { kind: 'noise', width: 3 }],
  ['dropout', { kind: 'mask', width: 4, keep: 0.5 }],
]);
const planOf = (rowCount: number, batchSize: number, lastBatch: BatchPlan['lastBatch']): BatchPlan => ({
  // Row numbers that are not their own positions.
  trainRows: Int32Array.from({ length: rowCount }, (_, i) => 3 * i + 5),
  batchSize,
  lastBatch,
});
const maker = (plan: BatchPlan, seed = 1) => new BatchMaker(plan, new RandomStreams(seed), inputs);
const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }));

describe('an epoch', () => {
  test('is a partition of the train rows when the last batch is kept', () => {
    fc.assert(
      fc.property(sizes, ([rowCount, batchSize]) => {
        const plan = planOf(rowCount, batchSize, 'keep');
        const steps = stepsPerEpoch(plan);
        const { rows, starts } = maker(plan).chunk({ epoch: 2, batch: 0 }, 0, steps);
        expect(rows.slice().sort()).toEqual(plan.trainRows);
        expect([...starts]).toEqual(Array.from({ length: steps + 1 }, (_, k) => Math.min(k * batchSize, rowCount)));
      }),
    );
  });

  test('has whole batches only, and no row twice, when the last one is dropped', () => {
    fc.assert(
      fc.property(sizes, ([rowCount, batchSize]) => {
        const plan = planOf(rowCount, batchSize, 'drop');
        const steps = stepsPerEpoch(plan);
        expect(steps).toBe(Math.floor(rowCount / batchSize));
        if (steps === 0) return;
        const { rows } = maker(plan).chunk({ epoch: 0, batch: 0 }, 0, steps);
        expect(rows).toHaveLength(steps * batchSize);
        expect(new Set(rows).size).toBe(rows.length);
        expect([...rows].every((row) => plan.trainRows.includes(row))).toBe(true);
      }),
    );
  });

  test('has an order of its own, which follows from the seed', () => {
    const plan = planOf(30, 7, 'keep');
    const order = (epoch: number, seed = 1) => maker(plan, seed).chunk({ epoch, batch: 0 }, 0, 5).rows.join();
    const orders = Array.from({ length: 20 }, (_, epoch) => order(epoch));
    expect(new Set(orders).size).toBe(20);
    expect(order(3)).toBe(orders[3]);
    expect(order(3, 2)).not.toBe(orders[3]);
  });
});

test('a step gets the same rows, noise and masks in whatever chunk it is, across epochs', () => {
  const plan = planOf(30, 7, 'keep');
  const whole = maker(plan).chunk({ epoch: 0, batch: 0 }, 0, 20);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 20 }), (first, count) => {
      const steps = Math.min(count, 20 - first);
      const part = maker(plan).chunk({ epoch: Math.floor(first / 5), batch: first % 5 }, first, steps);
      const [from, to] = [whole.starts[first]!, whole.starts[first + steps]!];
      expect(part.rows).toEqual(whole.rows.slice(from, to));
      for (const [name, { width }] of inputs)
        expect(part.rowInputs[name]).toEqual(whole.rowInputs[name]!.slice(from * width, to * width));
    }),
  );
});

test('masks keep the share they are asked for, and noise is standard normal', () => {
  const { rowInputs } = maker(planOf(5000, 100, 'keep')).chunk({ epoch: 0, batch: 0 }, 0, 50);
  const mask = rowInputs.dropout as Uint8Array;
  expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(0.5, 1);
  expect(new Set(mask)).toEqual(new Set([0, 1]));
  const noise = rowInputs['latent noise'] as Float32Array;
  expect(Math.abs(noise.reduce((sum, value) => sum + value, 0) / noise.length)).toBeLessThan(0.03);
  expect(noise.reduce((sum, value) => sum + value * value, 0) / noise.length).toBeCloseTo(1, 1);
});

test('the numbers of a row are counted: memory depends on them', () => {
  expect(maker(planOf(5, 2, 'keep')).widthPerRow).toBe(7);
  expect([0, 1, 2].map((batch) => maker(planOf(5, 2, 'keep')).rowCount(batch))).toEqual([2, 2, 1]);
});
