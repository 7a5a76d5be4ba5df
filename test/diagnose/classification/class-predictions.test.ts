import { expect, test } from 'vitest';
import { knownRows, mostProbable, probabilitiesOf } from '../../../src/diagnose/classification/class-predictions.ts';
import { threeClasses, twoClasses } from './predictions.ts';

test('the first of equally probable classes is the answer', () => {
  expect(Array.from(mostProbable(threeClasses))).toEqual([0, 1, 2, 2, 0, 0, 0, 1, 1, 1, 2, 0, 2, 2, 2]);
});

test('rows without a class are left out, with their probabilities', () => {
  const targets = twoClasses.targets.slice();
  targets[1] = -1;
  const known = knownRows({ ...twoClasses, targets });
  expect(known.targets).toHaveLength(11);
  expect(Array.from(probabilitiesOf(known, 1)).slice(0, 2)).toEqual([0.1, 0.35]);
  expect(knownRows(twoClasses)).toBe(twoClasses);
});
