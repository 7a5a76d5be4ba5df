import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShapeError } from '../../src/base/errors.ts';
import {
  broadcastShapes,
  type Dimension,
  elementCount,
  resolveShape,
  sameShape,
  showShape,
} from '../../src/tensor/shape.ts';

const shapes = fc.array(fc.constantFrom<Dimension>(1, 2, 3, 'batch'), { maxLength: 4 });
const stretched = (a: readonly Dimension[], b: readonly Dimension[]) => {
  try {
    return broadcastShapes('test', a, b);
  } catch {
    return undefined;
  }
};

test('the common shape does not depend on the order of operands and stretches to itself', () => {
  fc.assert(
    fc.property(shapes, shapes, (a, b) => {
      const both = stretched(a, b);
      expect(stretched(b, a)).toEqual(both);
      if (both === undefined) return;
      expect(broadcastShapes('test', a, both)).toEqual(both);
      expect(broadcastShapes('test', both, both)).toEqual(both);
    }),
  );
});

test('a dimension of 1, and a missing one, stretch', () => {
  expect(broadcastShapes('add', ['batch', 1], [4])).toEqual(['batch', 4]);
  expect(broadcastShapes('add', [], ['batch', 4])).toEqual(['batch', 4]);
});

test('shapes that do not fit are named with the axis', () => {
  expect(() => broadcastShapes('add', [2, 3], ['batch', 3])).toThrow(
    new ShapeError('add', '[2, 3] and [batch, 3] differ on axis 0', {
      expected: 'equal dimensions or 1, found 2 and batch',
    }),
  );
  expect(() => broadcastShapes('add', [2, 3], ['batch', 3])).toThrow(
    /^add: \[2, 3\] and \[batch, 3\] differ on axis 0\. Expected equal dimensions or 1, found 2 and batch\.$/,
  );
});

test('elements are counted where every dimension is fixed', () => {
  expect(elementCount([])).toBe(1);
  expect(elementCount([2, 3, 4])).toBe(24);
  expect(() => elementCount(['batch', 2])).toThrow(/^shape: \[batch, 2\] has no fixed number of elements\.$/);
});

test('a number of rows takes the place of the batch', () => {
  expect(resolveShape(['batch', 2], 7)).toEqual([7, 2]);
  expect(sameShape(['batch', 2], ['batch', 2])).toBe(true);
  expect(sameShape([2, 2], ['batch', 2])).toBe(false);
  expect(showShape(['batch', 2])).toBe('[batch, 2]');
});
