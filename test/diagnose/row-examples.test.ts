import { describe, expect, test } from 'vitest';
import { modalityExample } from '../../src/diagnose/row-examples.ts';

const COLUMNS = ['a', 'b', 'c', 'd', 'e'];
const modality = { name: 'marks', start: 1, count: 4 };
const seen = [false, false, false, false, false];

describe('a row of bits', () => {
  const truth = Float32Array.of(9, 1, 0, 1, 0);
  const predicted = Float32Array.of(9, 0.75, 0.0625, 0.25, 0.625);

  test('is counted by cutting and by summing, with its surest right 1 and its surest mistake', () => {
    expect(modalityExample({ truth, predicted, isHidden: seen }, modality, true, COLUMNS)).toEqual({
      kind: 'bits',
      ones: 2,
      cut: 2,
      summed: 0.75 + 0.0625 + 0.25 + 0.625,
      surestRight: { column: 'b', truth: 1, predicted: 0.75 },
      surestWrong: { column: 'd', truth: 1, predicted: 0.25 },
      shown: 'seen',
    });
  });

  test('without a right 1 has its surest 0, and without mistakes none', () => {
    const zeros = Float32Array.of(9, 0, 0, 0, 0);
    const found = modalityExample({ truth: zeros, predicted: zeros, isHidden: seen }, modality, true, COLUMNS);
    expect(found).toMatchObject({ ones: 0, cut: 0, summed: 0, surestRight: { column: 'b', truth: 0, predicted: 0 } });
    expect(found).not.toHaveProperty('surestWrong');
  });

  test('hidden in part is told of by its hidden entries', () => {
    const isHidden = [true, false, false, true, true];
    const found = modalityExample({ truth, predicted, isHidden }, modality, true, COLUMNS);
    expect(found).toMatchObject({ ones: 1, cut: 1, summed: 0.875, shown: 'partly hidden' });
    expect(found).not.toHaveProperty('surestRight');
    const all = modalityExample({ truth, predicted, isHidden: isHidden.map(() => true) }, modality, true, COLUMNS);
    expect(all).toMatchObject({ ones: 2, shown: 'hidden' });
  });
});

test('a row of real numbers has an error, and the entry that is missed by most', () => {
  const truth = Float32Array.of(9, 1, 2, 3, -4);
  const predicted = Float32Array.of(9, 1, 2, 4, -6);
  expect(modalityExample({ truth, predicted, isHidden: seen }, modality, false, COLUMNS)).toEqual({
    kind: 'values',
    rootMeanSquare: Math.sqrt(5 / 4),
    furthest: { column: 'e', truth: -4, predicted: -6 },
    shown: 'seen',
  });
});
