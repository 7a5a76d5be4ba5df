import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { diagnoseLearningCurve } from '../../src/diagnose/learning-curve.ts';
import type { EpochRecord, TermAverages } from '../../src/store/run-record.ts';
import { madeEvaluation } from './made-evaluation.ts';

const terms = (loss: number, negativeElbo = loss): TermAverages => {
  return { loss, negativeElbo, reconstruction: loss, kl: 0, weightedKl: 0, perModality: { data: loss } };
};
type Curve = (epoch: number) => number;

interface Made {
  readonly running: Curve;
  readonly train?: Curve;
  readonly validation?: Curve;
  readonly bound?: Curve;
  readonly weight?: Curve;
  readonly phase?: (epoch: number) => string;
  readonly count?: number;
}

const epochs = ({ running, train, validation, bound, weight, phase, count = 100 }: Made): EpochRecord[] =>
  Array.from({ length: count }, (_, i) => i + 1).map((epoch) => ({
    epoch,
    step: 10 * epoch,
    phase: phase?.(epoch) ?? 'joint',
    learningRate: 1e-3,
    weights: { kl: weight?.(epoch) ?? 1 },
    running: terms(running(epoch), bound?.(epoch)),
    ...(train === undefined ? {} : { train: terms(train(epoch)) }),
    ...(validation === undefined ? {} : { validation: terms(validation(epoch)) }),
  }));

const settled: Curve = (epoch) => 20 + 30 * Math.exp(-epoch / 10);
const straight: Curve = (epoch) => 120 - epoch;
const find = (made: Made, more: Partial<Parameters<typeof diagnoseLearningCurve>[0]> = {}) =>
  diagnoseLearningCurve({ epochs: epochs(made), ...more })!;

describe('the pace of the training loss', () => {
  test('a curve that flattened out had settled', () => {
    expect(find({ running: settled })).toEqual({
      id: 'learning-curve',
      verdict: 'good',
      title:
        'The training loss had settled at epoch 100: its last tenth of epochs took off 0.003824, 0.058 % of the fall after the first tenth and 0.019 % of the loss.',
      evidence: {
        epochs: 100,
        loss: expect.closeTo(20.00136, 5),
        fallOfLastTenth: expect.closeTo(0.0038236, 6),
        fallAfterFirstTenth: expect.closeTo(6.6311, 4),
      },
      advice: [],
    });
  });

  test('a straight line was cut off on its way', () => {
    expect(find({ running: straight })).toMatchObject({
      verdict: 'warning',
      title:
        'The training loss was still falling at epoch 100: its last tenth of epochs took off 10, 13 % of the fall after the first tenth and 41 % of the loss.',
      evidence: { fallOfLastTenth: 10, fallAfterFirstTenth: 80 },
      advice: ['Train longer (elbo train --continue RUN --epochs N), or with a higher learning rate.'],
    });
  });

  test('a short run whose fall is nearly all its start was still falling', () => {
    const running: Curve = (epoch) => 25 + 300 * Math.exp(-epoch / 2) + 0.5 * (25 - epoch);
    expect(find({ running, count: 25 })).toMatchObject({
      verdict: 'note',
      title:
        'The training loss was still falling at epoch 25: its last tenth of epochs took off 1.003, 1.6 % of the fall after the first tenth and 4 % of the loss.',
    });
  });

  test('a loss that falls while validation rises is no reason to train longer', () => {
    const finding = find({ running: straight, validation: (epoch) => 50 + Math.abs(epoch - 60) });
    expect(finding.title).toBe(
      'The validation loss rose from 50 at epoch 60 to 90 at epoch 100: the model overfits; the training loss was still falling at epoch 100: its last tenth of epochs took off 10, 13 % of the fall after the first tenth and 41 % of the loss.',
    );
    expect(finding.advice).toEqual([
      'Set training.earlyStopping (it ends with the best parameters), or make the model smaller or add dropout.',
    ]);
  });

  test('early stopping that had begun kept the best epoch, however the evaluation came out', () => {
    const made = { running: settled, validation: (epoch: number) => 50 + Math.abs(epoch - 60) };
    const stopping = { phase: 'joint', epochs: 100, beginsAfter: 0, restoresBest: true };
    const training = { modalities: [], schedules: [], earlyStopping: [stopping] };
    expect(find(made, { training }).verdict).toBe('good');
    expect(find(made, { training }).title).toMatch(/: the model overfits, and the best epoch was kept/);
    const late = { ...training, earlyStopping: [{ ...stopping, beginsAfter: 200 }] };
    expect(find(made, { training: late }).verdict).toBe('warning');
  });

  test('a loss that falls long after the epoch that was kept is no reason to train longer', () => {
    const made = { running: straight, validation: (epoch: number) => 50 + Math.abs(epoch - 60) / 1000 };
    const stopping = { phase: 'joint', epochs: 100, beginsAfter: 0, restoresBest: true };
    const kept = { modalities: [], schedules: [], earlyStopping: [stopping] };
    expect(find(made, { training: kept })).toMatchObject({
      verdict: 'good',
      title:
        'The training loss was still falling at epoch 100: its last tenth of epochs took off 10, 13 % of the fall after the first tenth and 41 % of the loss; validation gained nothing from it after epoch 60, which was kept.',
      evidence: { bestValidationEpoch: 60 },
      advice: [],
    });
    const notKept = { ...kept, earlyStopping: [{ ...stopping, restoresBest: false }] };
    expect(find(made, { training: notKept }).verdict).toBe('warning');
    const lately = { ...made, validation: (epoch: number) => 50 + Math.abs(epoch - 95) / 1000 };
    expect(find(lately, { training: kept }).verdict).toBe('warning');
  });

  test('a loss that jumps at the end had not settled', () => {
    const running: Curve = (epoch) => (epoch > 90 ? 25 : settled(epoch));
    expect(find({ running })).toMatchObject({
      verdict: 'warning',
      title:
        'The training loss rose in the last tenth of training: by 4.994, 310 % of the fall after the first tenth, to 25 at epoch 100.',
      advice: ['Try a lower learning rate.'],
    });
  });

  test('a loss that moves by chance had settled, whichever way its last epochs differ', () => {
    const random = new RandomStreams(1).of('loss');
    for (let repeat = 0; repeat < 100; repeat++) {
      const noise = new Float64Array(101);
      random.fillStandardNormal(noise);
      const running: Curve = (epoch) => 5 + Math.exp(-epoch / 5) + 0.1 * noise[epoch]!;
      const { verdict, title } = find({ running, validation: (epoch) => 6 + 0.1 * noise[101 - epoch]! });
      expect([verdict, title]).toEqual(['good', expect.stringMatching(/^The training loss had settled/)]);
    }
  });

  test('a loss that rises is a warning', () => {
    expect(find({ running: (epoch) => 50 + epoch / 10 })).toMatchObject({
      verdict: 'warning',
      title: 'The training loss rose after the first tenth of training: from 51.55 to 59.55 at epoch 100.',
      advice: ['Try a lower learning rate.'],
    });
  });

  test('a loss that is flat from early on had settled, whatever its noise', () => {
    expect(find({ running: (epoch) => (epoch === 1 ? 90 : 50 + Math.sin(epoch) / 10) })).toMatchObject({
      verdict: 'good',
      title: 'The training loss had settled within the first tenth of training: it is 49.98 at epoch 100.',
    });
  });

  test('under a rising weight of KL the bound is read, not the loss that rises by itself', () => {
    const made = { running: straight, bound: settled, weight: (epoch: number) => epoch / 100 };
    expect(find(made).title).toBe(find({ running: settled }).title);
  });

  test('only the last phase is judged', () => {
    const phase = (epoch: number) => (epoch <= 50 ? 'first' : 'second');
    expect(find({ running: (epoch) => (epoch <= 50 ? straight(epoch) : settled(epoch - 50)), phase }).verdict).toBe(
      'good',
    );
  });
});

describe('overfitting', () => {
  const rising: Curve = (epoch) => (epoch <= 40 ? 60 - epoch / 2 : 40 + (epoch - 40) / 10);
  const running: Curve = (epoch) => settled(epoch) - 10;
  const slightly: Curve = (epoch) => (epoch <= 40 ? 60 - epoch / 2 : 40 + (epoch - 40) / 60);

  test('a validation loss that rises far above its best is a warning', () => {
    expect(find({ running, validation: rising })).toMatchObject({
      verdict: 'warning',
      title:
        'The validation loss rose from 40 at epoch 40 to 46 at epoch 100: the model overfits; the training loss had settled at epoch 100: its last tenth of epochs took off 0.003824, 0.058 % of the fall after the first tenth and 0.038 % of the loss.',
      advice: [
        'Set training.earlyStopping (it ends with the best parameters), or make the model smaller or add dropout.',
      ],
    });
  });

  test('a small rise is a note', () => {
    expect(find({ running, validation: slightly }).verdict).toBe('note');
  });

  test('a rise is seen where few epochs were evaluated', () => {
    const seldom = epochs({ running, validation: (epoch) => 50 + Math.abs(epoch - 60) }).map(
      ({ validation, ...record }) =>
        record.epoch % 20 === 0 && validation !== undefined ? { ...record, validation } : record,
    );
    expect(diagnoseLearningCurve({ epochs: seldom })).toMatchObject({
      verdict: 'warning',
      title: expect.stringMatching(/^The validation loss rose from 50 at epoch 60 to 90 at epoch 100: /),
    });
  });

  test('the best epoch is not said to be kept where nothing kept it', () => {
    const training = { modalities: [], schedules: [] };
    expect(find({ running, validation: rising }, { training }).title).toMatch(
      /: the model overfits; the training loss/,
    );
  });
});

describe('validation below training', () => {
  const validation: Curve = (epoch) => settled(epoch) - 3;
  const modalities = (perColumn: number) => ({ data: { count: 9, reconstruction: 16, baselines: { perColumn } } });
  const evaluation = (train: number, held: number) =>
    madeEvaluation({
      train: { klPerUnit: [1], variances: [1], modalities: modalities(train) },
      validation: { klPerUnit: [1], variances: [1], modalities: modalities(held) },
    });

  test('is innocent where train rows measured alike are as low', () => {
    expect(find({ running: settled, train: validation, validation })).toMatchObject({
      verdict: 'good',
      title:
        'The training loss had settled at epoch 100: its last tenth of epochs took off 0.003824, 0.058 % of the fall after the first tenth and 0.019 % of the loss; the validation loss, 17, is below the training loss, 20, at epoch 100, because that one is averaged while parameters move, with any dropout on: measured alike, train rows have 17.',
    });
  });

  test('is innocent where its rows are easier for the column means too', () => {
    const made = { running: settled, train: settled, validation };
    expect(find(made, { evaluation: evaluation(35, 31) })).toMatchObject({
      verdict: 'good',
      title:
        'The training loss had settled at epoch 100: its last tenth of epochs took off 0.003824, 0.058 % of the fall after the first tenth and 0.019 % of the loss; the validation loss, 17, is below the training loss, 20, at epoch 100, because its rows are easier: the column means have 31 nats there and 35 on train.',
    });
  });

  test('is worth a look where neither holds', () => {
    const made = { running: settled, train: settled, validation };
    expect(find(made, { evaluation: evaluation(31, 31) })).toMatchObject({
      verdict: 'note',
      title:
        'The validation loss, 17, is below the training loss, 20, at epoch 100, and neither moving parameters nor easier rows explain it; the training loss had settled at epoch 100: its last tenth of epochs took off 0.003824, 0.058 % of the fall after the first tenth and 0.019 % of the loss.',
      advice: ['Look whether validation rows also occur in train (the data finding), and repeat with another split.'],
    });
  });
});

test('nothing is said of fewer than twenty epochs, or of none', () => {
  expect(diagnoseLearningCurve({ epochs: epochs({ running: settled, count: 19 }) })).toBeUndefined();
  expect(diagnoseLearningCurve({ epochs: [] })).toBeUndefined();
  expect(diagnoseLearningCurve({})).toBeUndefined();
});
