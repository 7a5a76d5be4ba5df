import { expect, test } from 'vitest';
import { bestOnValidation, columnRates, hiddenNats } from '../../../src/diagnose/baselines/hidden-columns.ts';
import { matrix } from './made-bits.ts';

const hidden = matrix(4, 3, (i, j) => Number(j === 0 || (j === 1 && i === 0)));

test('rates are held half an event away from never and always', () => {
  expect(Array.from(columnRates(hidden))).toEqual([3.5 / 4, 1 / 4, 0.5 / 4]);
});

test('the loss is summed over columns and averaged over rows', () => {
  expect(hiddenNats(hidden, new Float64Array(12).fill(0.5))).toBeCloseTo(3 * Math.LN2, 12);
  const target = matrix(1, 2, (_, j) => (j === 0 ? 0.25 : 1));
  const nats = -0.25 * Math.log(0.4) - 0.75 * Math.log(0.6);
  expect(hiddenNats(target, Float64Array.of(0.4, 1))).toBeCloseTo(nats, 12);
});

test('the candidate with the lowest loss is taken, the first among equals and where there are no rows', async () => {
  const example = { seen: hidden, hidden };
  const constant = (p: number) => new Float64Array(12).fill(p);
  expect(await bestOnValidation([0.9, 0.4, 0.6], example, constant)).toBe(0.4);
  expect(await bestOnValidation(['a', 'b'], example, () => constant(0.5))).toBe('a');
  const none = matrix(0, 3, () => 0);
  expect(await bestOnValidation([0.9, 0.4], { seen: none, hidden: none }, constant)).toBe(0.9);
});
