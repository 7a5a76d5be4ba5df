import { expect, test } from 'vitest';
import { reopened, restoredEpoch, START } from '../../src/train/trainer-state.ts';

test('training that stopped early goes on in its last phase, with the same best and all its patience', () => {
  const ended = { ...START, phase: 2, phaseStopped: true, bestStep: 12, stopping: { best: 3, wait: 5 } };
  expect(reopened(ended, 2)).toEqual({ ...ended, phase: 1, phaseStopped: false, stopping: { best: 3, wait: 0 } });
});

test('training that did not stop keeps what it has waited', () => {
  const ended = { ...START, phase: 2, stopping: { best: 3, wait: 5 } };
  expect(reopened(ended, 2)).toEqual({ ...ended, phase: 1 });
});

test('the epoch gone back to is that of the best step, where it is not the last', () => {
  expect(restoredEpoch({ ...START, step: 40, bestStep: 12 }, 4)).toBe(3);
  expect(restoredEpoch({ ...START, step: 40, bestStep: 40 }, 4)).toBeUndefined();
  expect(restoredEpoch({ ...START, step: 40 }, 4)).toBeUndefined();
});
