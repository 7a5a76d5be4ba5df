import { expect, test } from 'vitest';
import { classShares } from '../../../src/diagnose/baselines/majority.ts';

test('shares are those of the rows whose class is known', () => {
  expect(Array.from(classShares(Int32Array.of(0, 2, 2, -1, 0, 2), 4))).toEqual([0.4, 0, 0.6, 0]);
});
