import { expect, test } from 'vitest';
import { rankingPanels } from '../../src/figures/ranking-panels.ts';

test('each curve carries its area, and chance is the share of its class', () => {
  const curve = {
    name: 'malignant',
    auroc: 0.98765432,
    averagePrecision: 0.9,
    prevalence: 0.37,
    roc: [
      { falsePositiveRate: 0, truePositiveRate: 0 },
      { falsePositiveRate: 0, truePositiveRate: 1 },
    ],
    precisionRecall: [{ recall: 1, precision: 0.9 }],
  };
  const { data } = rankingPanels({ title: 'Ranking', curves: [curve] });
  expect(data.roc).toEqual([
    { x: 0, y: 0, order: 0, name: 'malignant 0.9877' },
    { x: 0, y: 1, order: 1, name: 'malignant 0.9877' },
  ]);
  expect(data.precisionRecall).toEqual([{ x: 1, y: 0.9, order: 0, name: 'malignant 0.9' }]);
  expect(data.precisionRecallChance!.map(({ y }) => y)).toEqual([0.37, 0.37]);
});
