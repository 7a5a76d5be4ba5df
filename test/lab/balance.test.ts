/** Balanced rows, from a config to what a run keeps. */
import { expect, test } from 'vitest';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { SMALL_EXPERIMENT } from '../end-to-end/small-experiment.ts';

export const balancedData = (balance: unknown) => ({
  ...SMALL_EXPERIMENT.data,
  label: 'expression',
  modalities: { marks: '0..149', expression: ['expression'] },
  balance,
});
const prepared = (balance: unknown) =>
  prepareExperiment(resolveConfig({ ...SMALL_EXPERIMENT, data: balancedData(balance) }), { baseFolder: '.' });

test('a balanced run trains on other rows and is judged on the same ones', async () => {
  const plain = await prepared('none');
  const balanced = await prepared({ by: 'expression', splits: 'train' });
  expect(balanced.split.train.length).toBeLessThan(plain.split.train.length);
  expect([balanced.split.validation, balanced.split.test]).toEqual([plain.split.validation, plain.split.test]);
  const { balance, ...same } = balanced.fingerprints;
  expect(same).toEqual(plain.fingerprints);
  expect(balance).toMatch(/^[0-9a-f]{64}$/);
  const { before, after } = balanced.balance!.counts.train!;
  expect(after[0]).toBe(Math.min(...Object.values(before)));
  expect(balanced.dataset.notices.at(-1)).toBe(
    `Balanced by expression, by leaving rows out: train had ${before[0]} of class 0, ${before[1]} of class 1, and has ${after[0]} of class 0, ${after[1]} of class 1.`,
  );
});

test('with test rows balanced too the split is another one; repeated rows are used once in what is described', async () => {
  const plain = await prepared('none');
  const over = await prepared({ method: 'over', splits: 'all' });
  expect(over.fingerprints.split).not.toBe(plain.fingerprints.split);
  expect(over.split.train.length).toBeGreaterThan(plain.split.train.length);
  expect(over.description.split!.unusedCount).toBe(plain.description.split!.unusedCount);
});
