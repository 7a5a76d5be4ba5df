import { expect, test } from 'vitest';
import { settledAfter } from '../../src/train/settled-after.ts';
import { type SmallJobChoices, smallJob, trained } from './small-job.ts';

const after = (choices: SmallJobChoices): number => {
  const job = smallJob(choices);
  return settledAfter(job, job.phases[0]!);
};
const beta = (schedule: object) => ({ objective: { kind: 'beta', beta: schedule } });
const steps = { kind: 'step', from: 1, factor: 0.5, epochs: 2 };

test('a plain training has settled from the start', () => {
  expect(after({})).toBe(0);
});

test('a weight of KL has settled after its schedule, where KL takes part', () => {
  const warmUp = beta({ kind: 'linear-warm-up', epochs: 7 });
  expect(after(warmUp)).toBe(7);
  expect(after({ ...warmUp, strategy: [{ name: 'plain', terms: ['reconstruction'] }] })).toBe(0);
  expect(after(beta({ ...steps, falls: 3 }))).toBe(6);
  expect(after(beta(steps))).toBe(Number.POSITIVE_INFINITY);
});

test('so has a capacity', () => {
  expect(after({ objective: { kind: 'capacity', capacity: { kind: 'linear-warm-up', to: 5, epochs: 9 } } })).toBe(9);
});

test('a learning rate counts where it grows and is that of the phase', () => {
  const growing = { optimizer: { kind: 'adam', learningRate: { kind: 'linear-warm-up', to: 0.01, epochs: 5 } } };
  expect(after(growing)).toBe(5);
  expect(after({ ...growing, ...beta({ kind: 'linear-warm-up', epochs: 7 }) })).toBe(7);
  expect(after({ ...growing, strategy: [{ name: 'own', learningRate: 0.1 }] })).toBe(0);
  expect(after({ optimizer: { kind: 'adam', learningRate: { ...steps, from: 0.01 } } })).toBe(0);
});

test('early stopping begins after the last fall of a weight, and never where it falls without end', async () => {
  const stopsWith = async (schedule: object) => {
    const training = { earlyStopping: { patience: 1, minDelta: 1e9 } };
    const { result, epochs } = await trained(smallJob({ ...beta(schedule), training, epochs: 9 }));
    return { epochs: epochs.length, stops: result.state.stops.length };
  };
  // Armed from epoch 4 on, whose loss is the best so far; that of epoch 5 is no better by minDelta.
  expect(await stopsWith({ ...steps, falls: 2 })).toEqual({ epochs: 5, stops: 1 });
  expect(await stopsWith(steps)).toEqual({ epochs: 9, stops: 0 });
});
