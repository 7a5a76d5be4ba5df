import { expect, test } from 'vitest';
import { fitReconstructionShare } from '../../../src/diagnose/domain/reconstruction-share.ts';

test('a loss is placed among those of train', () => {
  const { distance, confidence } = fitReconstructionShare([3, 1, 2, 4]).score([0.5, 2.5, 9]);
  expect(Array.from(distance)).toEqual([0.5, 2.5, 9]);
  expect(Array.from(confidence)).toEqual([1, 3 / 5, 1 / 5]);
});
