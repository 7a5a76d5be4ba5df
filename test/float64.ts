/** Values of graphs in float64, from plain lists: the reference back end for tests. */
import { expect } from 'vitest';
import { evaluate, type ReferenceValue } from '../src/engine/reference.ts';
import type { Node } from '../src/graph/node.ts';

export type Numbers = number | readonly number[] | readonly (readonly number[])[];

export function float64(numbers: Numbers): ReferenceValue {
  if (typeof numbers === 'number') return { shape: [], data: Float64Array.of(numbers) };
  const width = (numbers as readonly (readonly number[])[])[0]?.length;
  const shape = width === undefined ? [numbers.length] : [numbers.length, width];
  return { shape, data: Float64Array.from(numbers.flat()) };
}

/** Elements of the outputs, row-major. */
export function compute(outputs: readonly Node[], feeds: Readonly<Record<string, Numbers>>, batch = 1): number[][] {
  const values = Object.fromEntries(Object.entries(feeds).map(([name, numbers]) => [name, float64(numbers)]));
  return evaluate(outputs, values, batch).map(({ data }) => [...data]);
}

/** Expects numbers within `relative` of others, and within `absolute` where those are near zero. */
export function expectClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative = 1e-12,
  absolute = relative,
): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(found[i]! - expected[i]!);
    expect(error, `${found[i]} at ${i}, expected ${expected[i]}`).toBeLessThanOrEqual(
      absolute + relative * Math.abs(expected[i]!),
    );
  }
}
