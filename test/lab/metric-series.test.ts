import { expect, test } from 'vitest';
import { metricSeries } from '../../src/lab/metric-series.ts';
import type { EpochRecord, TermAverages } from '../../src/store/run-record.ts';

const terms = (kl: number, more: object = {}): TermAverages => ({
  loss: 3 + kl,
  negativeElbo: 3 + kl,
  reconstruction: 3,
  kl,
  weightedKl: kl,
  perModality: { 'a.b': 1, a: 2 },
  ...more,
});
const record = (epoch: number, validation?: TermAverages): EpochRecord => ({
  epoch,
  step: 10 * epoch,
  phase: 'joint',
  learningRate: 0.1,
  weights: { kl: 1 },
  running: terms(epoch),
  ...(validation === undefined ? {} : { validation }),
});

test('every number of the records is a series as long as they are', () => {
  const series = metricSeries([record(1), record(2, terms(7, { klPerUnit: [4, 3] }))]);
  const at = (...path: string[]) => series.find((each) => JSON.stringify(each.path) === JSON.stringify(path))?.values;
  expect(at('step')).toEqual([10, 20]);
  expect(at('running', 'kl')).toEqual([1, 2]);
  expect(at('running', 'perModality', 'a.b')).toEqual([1, 1]);
  expect(at('validation', 'kl')).toEqual([undefined, 7]);
  expect(at('validation', 'klPerUnit', '1')).toEqual([undefined, 3]);
  expect([at('epoch'), at('phase')]).toEqual([undefined, undefined]);
  expect(metricSeries([])).toEqual([]);
});
