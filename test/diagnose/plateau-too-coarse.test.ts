import { describe, expect, test } from 'vitest';
import { diagnosePlateauTooCoarse } from '../../src/diagnose/plateau-too-coarse.ts';
import type { PlateauFacts } from '../../src/diagnose/training-facts.ts';
import type { EpochRecord, TermAverages } from '../../src/store/run-record.ts';
import { afterEvaluation, PLATEAU_START, plateauOption } from '../../src/train/plateau.ts';
import { madeTrainingFacts } from './made-training-facts.ts';

const plateau: PlateauFacts = {
  factor: 0.1,
  patience: 10,
  minDelta: 1e-4,
  minLearningRate: 0,
  actsAlone: true,
  phases: [{ phase: 'joint', evaluations: 100, learningRate: 1e-3 }],
};
const find = (changes: Partial<PlateauFacts>, epochs: readonly EpochRecord[] = []) =>
  diagnosePlateauTooCoarse({ training: madeTrainingFacts({ plateau: { ...plateau, ...changes } }), epochs });
const lasting = (evaluations: number) => ({ phases: [{ phase: 'joint', evaluations, learningRate: 1e-3 }] });

describe('before training', () => {
  test('a patience longer than training cannot act', () => {
    expect(find(lasting(10))).toEqual({
      id: 'plateau-too-coarse',
      verdict: 'warning',
      title:
        'Reduce-on-plateau cannot lower the learning rate here: it waits for 10 evaluations without improvement after the first, and training has 10.',
      evidence: { factor: 0.1, patience: 10, minDelta: 1e-4, evaluations: 10 },
      advice: [
        'Lower training.schedule.patience to a tenth of the evaluations, evaluate more often (evaluation.everyEpochs), or set training.schedule: none.',
      ],
    });
  });

  test('it can act exactly where the rule can cut the rate before the last evaluation', () => {
    for (const patience of [0, 1, 2, 5]) {
      for (let evaluations = 1; evaluations < 9; evaluations++) {
        const options = { ...plateauOption.parse({ kind: 'reduce-on-plateau' }), patience };
        let state = PLATEAU_START;
        for (let i = 0; i < evaluations - 1; i++) state = afterEvaluation(options, state, 1, 1e-3);
        expect(find({ patience, ...lasting(evaluations) }) === undefined).toBe(state.factor < 1);
      }
    }
  });

  test('a rate at its least cannot fall', () => {
    expect(find({ minLearningRate: 0.01 })!.title).toBe(
      'Reduce-on-plateau cannot lower the learning rate here: it is 0.001, and minLearningRate is 0.01.',
    );
    expect(find({ minLearningRate: 0.01 })!.advice).toEqual(['Lower training.schedule.minLearningRate.']);
  });

  test('a factor near 1 hardly does anything', () => {
    expect(find({ factor: 0.99 })).toMatchObject({
      title:
        'Reduce-on-plateau hardly lowers the learning rate here: if nothing ever improves, it falls from 0.001 to 0.0009135.',
      advice: ['Lower training.schedule.factor and minLearningRate.'],
    });
  });

  test('nothing is said of a rule that can act, where there is none, or where nothing is known', () => {
    expect(find({})).toBeUndefined();
    expect(diagnosePlateauTooCoarse({ training: madeTrainingFacts() })).toBeUndefined();
    expect(diagnosePlateauTooCoarse({})).toBeUndefined();
  });
});

/** What Elbo's own rule makes of a curve of validation losses. */
function records(losses: readonly number[], patience: number, phase = 'joint'): EpochRecord[] {
  const options = { ...plateauOption.parse({ kind: 'reduce-on-plateau' }), patience };
  let state = PLATEAU_START;
  return losses.map((loss, i) => {
    const terms = { loss } as TermAverages;
    const record = { epoch: i + 1, learningRate: 1e-3 * state.factor, phase, running: terms, validation: terms };
    state = afterEvaluation(options, state, loss, 1e-3);
    return record as EpochRecord;
  });
}

describe('after training', () => {
  const falling = Array.from({ length: 40 }, (_, i) => 0.002 * 0.99 ** i);

  test('a rate cut while the loss falls by less than minDelta was cut for no reason', () => {
    expect(find({ patience: 4 }, records(falling, 4))).toEqual({
      id: 'plateau-too-coarse',
      verdict: 'warning',
      title:
        'The learning rate was cut after epoch 5 while the validation loss, 0.001921, was at its lowest, as 6 of 6 cuts were: it was falling by less than minDelta, 0.0001, which counts as no improvement.',
      evidence: {
        factor: 0.1,
        patience: 4,
        minDelta: 1e-4,
        cuts: 6,
        cutsAtTheLowestLoss: 6,
        validationLoss: expect.closeTo(0.0019212, 6),
      },
      advice: ['Set training.schedule.minDelta to 2e-7, a ten-thousandth of the loss, or 0.'],
    });
  });

  test('a rate cut on a true plateau is what was asked for', () => {
    const noisy = Array.from({ length: 40 }, (_, i) => 100 + 50 * 0.5 ** i + 0.1 * Math.sin(7 * i));
    const cut = records(noisy, 4);
    expect(cut.at(-1)!.learningRate).toBeLessThan(1e-3);
    expect(find({ patience: 4 }, cut)).toBeUndefined();
  });

  test('another phase begins with losses of its own, and a rate that changes by itself is not judged', () => {
    const first = records([5, 4, 3], 4, 'first');
    const second = records([9, 8, 7], 4, 'second').map((record) => ({ ...record, learningRate: 1e-5 }));
    expect(find({ patience: 1 }, [...first, ...second])).toBeUndefined();
    expect(find({ patience: 4, actsAlone: false }, records(falling, 4))).toBeUndefined();
  });
});
