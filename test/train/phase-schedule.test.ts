import { describe, expect, test } from 'vitest';
import { phaseSchedule } from '../../src/train/phase-schedule.ts';
import { KL_WEIGHT, trainingStep } from '../../src/train/training-step.ts';
import { expectClose } from '../float64.ts';
import { smallJob } from './small-job.ts';

const RISING = { kind: 'linear-warm-up', from: 0, to: 1, epochs: 2 };
const of = (job: ReturnType<typeof smallJob>) => phaseSchedule(job, job.phases[0]!, 4);

describe('a phase of four steps an epoch', () => {
  const job = smallJob({
    objective: { kind: 'beta', beta: RISING },
    optimizer: { kind: 'sgd', learningRate: { ...RISING, to: 0.8 } },
  });

  test('has rates and weights of every step', () => {
    const { learningRateAt, objectiveAt } = of(job);
    expectClose([0, 2, 8, 9].map(learningRateAt), [0, 0.2, 0.8, 0.8]);
    expectClose(
      [0, 2, 8, 9].map((step) => objectiveAt(step, 8).klWeight),
      [0, 0.25, 1, 1],
    );
  });

  test('hands a chunk both, the rate times the factor of a plateau', () => {
    const step = trainingStep(job.model, job.phases[0]!, job.optimizer);
    const { [KL_WEIGHT]: weight, 'main.rate': rate } = of(job).scalars(step, 2, 3, 0.5);
    expectClose(rate!, [0.1, 0.15, 0.2], 1e-6);
    expectClose(weight!, [0.25, 0.375, 0.5]);
  });
});

test('a phase keeps its own rate, and without KL its weight is 0', () => {
  const strategy = [{ name: 'plain', terms: ['reconstruction'], learningRate: 0.05, epochs: 1 }];
  const { learningRateAt, objectiveAt } = of(smallJob({ strategy }));
  expect(learningRateAt(3)).toBe(0.05);
  expect(objectiveAt(3, 8)).toEqual({
    klWeight: 0,
    batchSize: 8,
    inLoss: { reconstruction: true, prediction: false },
  });
});
