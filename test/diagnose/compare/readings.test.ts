import { expect, test } from 'vitest';
import { compareSides } from '../../../src/diagnose/compare/compare-sides.ts';
import { readings } from '../../../src/diagnose/compare/readings.ts';
import { madeBinary } from '../made-evaluation.ts';
import { type MadeRun, madeRun, sideOf } from './made-runs.ts';

function read(before: MadeRun, now: MadeRun, isSeedAlone = false): string[] {
  const [first, second] = [before, now].map((run) => madeRun(run));
  const [a, b] = [sideOf('a', first!), sideOf('b', second!)];
  return readings(compareSides(a, b), a, b, isSeedAlone).map(({ part, text }) => `${part}: ${text}`);
}

const SOME: Parameters<typeof madeBinary>[0] = [
  [0.1, 80, 5],
  [0.7, 5, 10],
];
const counting = (thresholded: number, groups = SOME) => ({ binary: madeBinary(groups, { thresholded, expected: 4 }) });
const ZEROS: Parameters<typeof madeBinary>[0] = [[0.1, 85, 15]];

test('a modality is read in one line: what moved, by how much', () => {
  expect(read({ marks: counting(10) }, { marks: { ...counting(9.996), reconstruction: 3 } })).toEqual([
    'marks: reconstruction lower by 1 nats per row (25 %); count error at a cut of 0.5 lower by 0.04 %; AUPRC unchanged',
    'label: reconstruction unchanged; mean squared error unchanged',
  ]);
});

test('counts that agree because both answer alike are not called a result', () => {
  expect(read({ marks: counting(9, ZEROS) }, { marks: counting(9, ZEROS) })[0]).toBe(
    'marks: reconstruction unchanged; count error unchanged: both predict 0 everywhere; AUPRC unchanged',
  );
  const ones = counting(9, [[0.9, 85, 15]]);
  expect(read({ marks: ones }, { marks: ones })[0]).toContain('both predict 1 everywhere');
});

test('one column is read by its ranks, and two constants are called so', () => {
  const label = { ...counting(0.2), predictionVariance: 1e-6 };
  expect(read({ label }, { label: { ...label, reconstruction: 0.4 } })[1]).toBe(
    'label: reconstruction lower by 0.1 nats per row (20 %); MCC unchanged; AUROC unchanged; both answer every row alike',
  );
});

test('a difference of two seeds is called noise in every line', () => {
  expect(read({}, { marks: { reconstruction: 3 } }, true)[0]).toBe(
    'marks: reconstruction lower by 1 nats per row (25 %), seed noise; count error at a cut of 0.5 unchanged; AUPRC unchanged',
  );
});

test('what is withheld for one modality is said there, and what is withheld for all is not repeated', () => {
  const { likelihoods } = madeRun().evaluation;
  const evaluation = { likelihoods: { ...likelihoods, marks: { kind: 'gaussian', variance: 1 } as const } };
  expect(read({}, { evaluation })[0]).toBe(
    'marks: reconstruction not compared; count error at a cut of 0.5 unchanged; AUPRC unchanged',
  );
  expect(read({}, { fingerprints: { split: 'x' } })).toEqual([]);
  expect(read({}, { preprocessing: { kind: 'z-score', offset: [1] }, fingerprints: { preprocessing: 'x' } })[0]).toBe(
    'marks: not compared: columns are scaled otherwise (none and z-score)',
  );
});
