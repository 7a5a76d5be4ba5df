import { describe, expect, test } from 'vitest';
import { stepsToBoundary } from '../../src/train/steps-to-boundary.ts';
import { smallJob } from './small-job.ts';

/** Of a phase of 40 steps, four an epoch. */
const from = (phaseStep: number, { everyEpochs = 0, everySteps = 0, looksAt = [] as number[] } = {}): number => {
  const job = smallJob({ evaluation: { everyEpochs }, training: { checkpoint: { everySteps } } });
  const state = { phaseStep, step: 100 + phaseStep, epoch: Math.floor(phaseStep / 4) };
  return stepsToBoundary({ ...job, looksAt: (epoch) => looksAt.includes(epoch) }, state, 40, 4);
};

describe('a chunk ends', () => {
  test('with the phase', () => expect([0, 13, 39].map((step) => from(step))).toEqual([40, 27, 1]));

  test('with an epoch that is evaluated', () =>
    expect([0, 7, 8, 39].map((step) => from(step, { everyEpochs: 2 }))).toEqual([8, 1, 8, 1]));

  test('at a checkpoint, counted from the start of the run', () =>
    expect([0, 3, 5, 6].map((step) => from(step, { everySteps: 7 }))).toEqual([5, 2, 7, 6]));

  test('with an epoch that is looked at', () =>
    expect([0, 11, 12, 20].map((step) => from(step, { looksAt: [3, 6] }))).toEqual([12, 1, 12, 4]));

  test('at whichever comes first', () => expect(from(9, { everyEpochs: 5, everySteps: 50, looksAt: [4] })).toBe(7));
});
