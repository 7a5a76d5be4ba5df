import { describe, expect, test } from 'vitest';
import { followValidation } from '../../src/train/follow-validation.ts';
import { START, type TrainerState } from '../../src/train/trainer-state.ts';
import type { Phase } from '../../src/vae/strategy/strategy.ts';
import { smallJob } from './small-job.ts';

const average = (loss: number, reconstruction = loss) => ({
  loss,
  reconstruction,
  negativeElbo: loss,
  kl: 0,
  weightedKl: 0,
  perModality: {},
});

function followed(training: object, losses: readonly ReturnType<typeof average>[], start: TrainerState = START) {
  const job = smallJob({ training });
  let state = start;
  const improved = losses.map((validation, index) => {
    const epoch = index + 1;
    const at = { ...state, epoch, step: 4 * epoch };
    const after = followValidation(job, job.phases[0]!, at, validation, epoch, 0.01 * state.plateau.factor);
    state = after.state;
    return after.improved;
  });
  return { state, improved };
}

describe('validation numbers', () => {
  test('move nothing where nothing follows them, or there are none', () => {
    expect(followed({}, [average(3), average(4)]).state).toEqual({ ...START, epoch: 2, step: 8 });
    const job = smallJob({ training: { earlyStopping: {} } });
    expect(followValidation(job, job.phases[0]!, START, undefined, 1, 0.01)).toEqual({ state: START, improved: false });
  });

  test('lower the learning rate on a plateau', () => {
    const schedule = { kind: 'reduce-on-plateau', factor: 0.5, patience: 1 };
    expect(followed({ schedule }, [average(3), average(3), average(3)]).state.plateau.factor).toBe(0.25);
  });

  test('stop a phase once the watched number no longer falls, and remember its best step', () => {
    const earlyStopping = { monitor: 'reconstruction', patience: 2 };
    const { state, improved } = followed({ earlyStopping }, [
      average(9, 3),
      average(8, 2),
      average(7, 4),
      average(6, 5),
    ]);
    expect(improved).toEqual([true, true, false, false]);
    expect(state).toMatchObject({
      bestStep: 8,
      phaseStopped: true,
      stops: ['Phase "joint" stopped after epoch 4: validation reconstruction had not improved for 2 evaluations.'],
    });
  });

  test('may be the F1 of a head, the higher the better, while the head trains', () => {
    const scored = (f1?: number) => ({
      ...average(9),
      label: { mean: { accuracy: 0.5, ...(f1 === undefined ? {} : { f1 }) }, meanVariancePerUnit: [1], dimensions: 1 },
    });
    const earlyStopping = { monitor: 'f1', patience: 2 };
    const job = smallJob({ training: { earlyStopping } });
    const phase = (trains: Phase['trains']) => ({ ...job.phases[0]!, trains });
    let state = START;
    const improved = [scored(0.5), scored(0.7), scored(0.6), scored()].map((validation, index) => {
      const at = { ...state, epoch: index + 1, step: index + 1 };
      const after = followValidation(job, phase(['encoder', 'head']), at, validation, index + 1, 0.01);
      state = after.state;
      return after.improved;
    });
    expect(improved).toEqual([true, true, false, false]);
    expect(state).toMatchObject({ bestStep: 2, phaseStopped: true });
    const resting = followValidation(job, phase(['encoder', 'decoder']), START, scored(0.5), 1, 0.01);
    expect(resting).toEqual({ state: START, improved: false });
  });

  test('name no best where the last parameters are wanted', () => {
    const { state, improved } = followed({ earlyStopping: { restoreBest: false } }, [average(3), average(2)]);
    expect([state.bestStep, improved]).toEqual([null, [false, false]]);
  });
});
