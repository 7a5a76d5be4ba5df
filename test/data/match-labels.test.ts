import { expect, test } from 'vitest';
import { labelsFromTexts } from '../../src/data/labels.ts';
import { matchLabels } from '../../src/data/match-labels.ts';

const learned = { ...labelsFromTexts('diagnosis', ['B', 'M']), positive: 'M' };

test('classes are matched by name, whatever their order and number', () => {
  const { classes, values, name, positive } = matchLabels(
    labelsFromTexts('kind', ['M', 'NA', 'M']),
    learned,
    'new.csv',
  );
  expect([classes, Array.from(values), name, positive]).toEqual([['B', 'M'], [1, -1, 1], 'kind', 'M']);
});

test('a class that was never learned is refused', () => {
  expect(() => matchLabels(labelsFromTexts('kind', ['B', 'malignant']), learned, 'new.csv')).toThrow(
    'new.csv: "malignant" of kind is none of the classes that the model learned. Expected one of: B, M.',
  );
});

test('a name without rows does no harm', () => {
  const fresh = { name: 'kind', classes: ['B', 'unsure'], values: Int32Array.of(0, 0) };
  expect(Array.from(matchLabels(fresh, learned, 'new.csv').values)).toEqual([0, 0]);
});
