import { expect, test } from 'vitest';
import { reliabilityChart } from '../../src/figures/reliability-chart.ts';

test('bins are drawn as they are', () => {
  const bins = [{ entryCount: 3, predicted: 0.2, observed: 1 / 3 }];
  expect(reliabilityChart({ title: 'Calibration', xTitle: 'p', bins }).data.bins).toEqual(bins);
});
