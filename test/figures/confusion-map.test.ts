import { expect, test } from 'vitest';
import { confusionMap } from '../../src/figures/confusion-map.ts';

test('a square has its count, and the share of its true class as colour', () => {
  const { data } = confusionMap({
    title: 'Answers',
    classes: ['a', 'b'],
    matrix: [
      [3, 1],
      [0, 0],
    ],
  });
  expect(data.cells!.map(({ truth, answer, text, share, isDark }) => [truth, answer, text, share, isDark])).toEqual([
    ['a', 'a', '3', 0.75, true],
    ['a', 'b', '1', 0.25, false],
    ['b', 'a', '0', 0, false],
    ['b', 'b', '0', 0, false],
  ]);
});

test('counts of very many classes are left out, colours stay', () => {
  const classes = Array.from({ length: 30 }, (_, i) => `class ${i}`);
  const { spec } = confusionMap({ title: 'Answers', classes, matrix: classes.map(() => classes.map(() => 1)) });
  expect((spec as unknown as { layer: unknown[] }).layer).toHaveLength(1);
});
