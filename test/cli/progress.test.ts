import { expect, test } from 'vitest';
import { duration, TrainingProgress } from '../../src/cli/progress.ts';
import type { EpochRecord, TermAverages } from '../../src/store/run-record.ts';

const terms = (negativeElbo: number): TermAverages => ({
  loss: negativeElbo + 1,
  negativeElbo,
  reconstruction: negativeElbo - 2,
  kl: 2,
  weightedKl: 3,
  perModality: {},
});
const record = (epoch: number, validation?: TermAverages): EpochRecord => ({
  epoch,
  step: 5 * epoch,
  phase: 'joint',
  learningRate: 1e-3,
  weights: { kl: 1 },
  running: terms(10),
  ...(validation === undefined ? {} : { validation }),
});
const prepared = { kind: 'prepared', rows: 50, parameters: 9, epochs: 40, stepsPerEpoch: 5, findings: [] } as const;

function written(isLive: boolean, label = '') {
  const notes: string[] = [];
  const drawn: string[] = [];
  let now = 0;
  const target = {
    isLive,
    now: () => now,
    note: (line: string) => void notes.push(line),
    draw: (line: string) => void drawn.push(line),
  };
  const wait = (durationMs: number): void => void (now += durationMs);
  return { notes, drawn, progress: new TrainingProgress(target, label), wait };
}

test('away from a terminal it is a line per epoch, at most one in ten seconds, the first and the last always', () => {
  const { notes, drawn, progress, wait } = written(false, 'seed-3');
  progress.tell(prepared);
  for (let epoch = 1; epoch <= 40; epoch++) {
    wait(1000);
    progress.tell({ kind: 'steps', step: 5 * epoch, loss: 3 });
    progress.tell({ kind: 'epoch', record: record(epoch, epoch % 2 === 0 ? undefined : terms(epoch)) });
  }
  progress.tell({ kind: 'evaluating' });
  expect(drawn).toEqual([]);
  expect(notes).toEqual([
    'seed-3: epoch 1/40: negative ELBO 1 (validation), KL 2, loss 2',
    'seed-3: epoch 11/40: negative ELBO 11 (validation), KL 2, loss 12',
    'seed-3: epoch 21/40: negative ELBO 21 (validation), KL 2, loss 22',
    'seed-3: epoch 31/40: negative ELBO 31 (validation), KL 2, loss 32',
    'seed-3: epoch 40/40: negative ELBO 10 (running), KL 2, loss 11',
    'seed-3: evaluating',
  ]);
});

test('on a terminal it is a line that each later one takes the place of', () => {
  const { notes, drawn, progress, wait } = written(true);
  progress.tell(prepared);
  wait(1000);
  progress.tell({ kind: 'steps', step: 50, loss: 3 });
  wait(1000);
  progress.tell({ kind: 'epoch', record: record(20) });
  progress.tell({ kind: 'steps', step: 100, loss: 3 });
  expect(notes).toEqual([]);
  expect(drawn).toEqual([
    '[######..................] loss 3',
    '[############............] epoch 20/40: negative ELBO 10 (running), KL 2, loss 11, 4 s left',
  ]);
});

test('durations are in the unit a person would choose', () => {
  expect([3, 1000, 59_400, 61_000, 3_600_000, 7_860_000].map(duration)).toEqual([
    '3 ms',
    '1 s',
    '59 s',
    '1 min 01 s',
    '1 h 00 min',
    '2 h 11 min',
  ]);
});
