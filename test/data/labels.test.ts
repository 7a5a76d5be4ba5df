import { expect, test } from 'vitest';
import { labelsFromTexts } from '../../src/data/labels.ts';

test('classes are in numeric order where all are numbers, else by character code', () => {
  expect(labelsFromTexts('y', ['10', '9', '-1', '9']).classes).toEqual(['-1', '9', '10']);
  expect(labelsFromTexts('y', ['b', '10', 'B', '9']).classes).toEqual(['10', '9', 'B', 'b']);
});

test('a missing word is no class', () => {
  const { classes, values } = labelsFromTexts('y', ['a', 'NA', '', 'b', '?']);
  expect([classes, Array.from(values)]).toEqual([
    ['a', 'b'],
    [0, -1, -1, 1, -1],
  ]);
});
