import { describe, expect, test } from 'vitest';
import { build, resolveChoice } from '../../src/base/variant.ts';
import { constant, input } from '../../src/graph/operations/index.ts';
import { CONVENTIONS, conventionValues } from '../../src/nn/conventions.ts';
import { optimizers } from '../../src/train/optimizers/index.ts';
import type { Optimizer } from '../../src/train/optimizers/optimizer.ts';
import { compute } from '../float64.ts';

/** More choices to try. */
const OTHERS: Readonly<Record<string, readonly object[]>> = {
  adamw: [{ weightDecay: 0 }, { weightDecay: 0, decays: 'weights' }],
  rmsprop: [{ momentum: 0.5 }],
  sgd: [{ momentum: 0.9 }],
};
/** Choices that shrink parameters along no gradient. */
const decays = (name: string, options: object) => name === 'adamw' && !('weightDecay' in options);

const rows = Object.keys(optimizers).flatMap((name) =>
  CONVENTIONS.flatMap((conventions) =>
    [{}, ...(OTHERS[name] ?? [])].map((options) => [name, conventions, options] as const),
  ),
);

describe.each(rows)('optimizer %s (%s) %j', (name, conventions, options) => {
  const optimizer = build<Optimizer>(optimizers, resolveChoice(optimizers, { kind: name, ...options }, 'optimizer'));
  const values = conventionValues[conventions];
  const form = optimizer.form(values);

  /** The parameter after so many steps along gradients that `slope` gives. */
  const moved = (start: number[], slope: (at: number) => number, steps: number, rate: number): number[] => {
    const node = (key: string) => input(key, [start.length]);
    const { parameter, slots } = form.update(
      node('parameter'),
      node('gradient'),
      Object.fromEntries(form.slots.map((slot) => [slot, node(slot)])),
      Object.fromEntries(form.scalars.map((key) => [key, input(key, [])])),
      constant(1),
    );
    expect(Object.keys(slots)).toEqual(form.slots);
    let held = [start, ...form.slots.map(() => start.map(() => 0))];
    for (let step = 1; step <= steps; step++) {
      const kept = Object.fromEntries(form.slots.map((slot, i) => [slot, held[i + 1]!]));
      const gradient = held[0]!.map(slope);
      const feeds = { parameter: held[0]!, gradient, ...kept, ...optimizer.scalarsAt(step, rate, values) };
      held = compute([parameter, ...form.slots.map((slot) => slots[slot]!)], feeds);
    }
    for (const numbers of held) expect(numbers.every(Number.isFinite)).toBe(true);
    return held[0]!;
  };

  test('has the scalars that its form asks for', () => {
    const scalars = optimizer.scalarsAt(1, 0.1, values);
    expect(Object.keys(scalars)).toEqual(form.scalars);
    for (const step of [1, 2, 1000, 1e7])
      expect(Object.values(optimizer.scalarsAt(step, 1e-3, values)).every(Number.isFinite)).toBe(true);
  });

  test('moves against the gradient and comes to rest at a minimum', () => {
    const [up, down] = moved([1, -1], (at) => at, 1, 0.01) as [number, number];
    expect(up).toBeLessThan(1);
    expect(down).toBeGreaterThan(-1);
    for (const rest of moved([1, -1], (at) => at, 2000, 0.02)) expect(Math.abs(rest)).toBeLessThan(0.02);
  });

  test('stays where it is at a rate of 0, and where the gradient is 0 unless weights decay', () => {
    expect(moved([1, -2], (at) => at, 5, 0)).toEqual([1, -2]);
    const rest = moved([1, -2], () => 0, 5, 0.1);
    if (!decays(name, options)) return expect(rest).toEqual([1, -2]);
    expect(rest[0]).toBeGreaterThan(0.99);
    expect(rest[0]).toBeLessThan(1);
    expect(rest[1]).toBeCloseTo(-2 * rest[0]!, 12);
  });

  test('stays finite at gradients from 1e-30 to 1e15', () => {
    for (const size of [1e-30, 1e-15, 1e15]) moved([1], () => size, 20, 1e-3);
  });
});
