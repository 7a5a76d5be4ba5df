import { expect, test } from 'vitest';
import { lossFigures } from '../../src/report/loss-figures.ts';
import { sampleInput } from './sample-input.ts';

test('the curves of a run carry the baselines of its validation rows', () => {
  const figures = lossFigures([sampleInput()]);
  expect(Object.keys(figures)).toEqual(['loss-linear', 'loss-log', 'objective-linear', 'objective-log', 'kl']);
  const { baselines, lines } = figures['loss-linear']!.data;
  expect(baselines!.map(({ label }) => label)).toEqual([
    'constant 90.66',
    'per column 85.66',
    'Markov 70.66',
    'floor 0',
  ]);
  expect(new Set(lines!.map(({ line }) => line))).toEqual(
    new Set(['train (running)', 'train (evaluated)', 'validation']),
  );
});

test('a plain bound is drawn once: its loss is the negative ELBO', () => {
  const input = sampleInput();
  const epochs = input.epochs.map((epoch) => ({
    ...epoch,
    running: { ...epoch.running, loss: epoch.running.negativeElbo },
  }));
  expect(Object.keys(lossFigures([{ ...input, epochs }]))).toEqual(['loss-linear', 'loss-log', 'kl']);
});

test('test rows are drawn where a run was asked to look at them', () => {
  const input = sampleInput();
  const epochs = input.epochs.map((epoch) => ({ ...epoch, test: epoch.running }));
  const names = lossFigures([{ ...input, epochs }]).kl!.data.lines!.map(({ line }) => line);
  expect([...new Set(names)]).toEqual(['train (running)', 'train (evaluated)', 'validation', 'test']);
});

test('several runs are drawn as their mean within lowest and highest', () => {
  const line = lossFigures([0, 1, 5].map(sampleInput))['loss-linear']!.data.lines![0]!;
  expect(line).toMatchObject({ line: 'train (running)', x: 1, y: 107, low: 105, high: 110 });
});

test('runs of different length say that later means are over fewer', () => {
  const input = sampleInput();
  const figures = lossFigures([input, { ...input, epochs: input.epochs.slice(0, 5) }]);
  expect(figures.kl!.subtitle).toContain(
    'line: mean of 2 runs; band: lowest to highest; runs end at different epochs, later ones count those still running',
  );
});

test('a plain autoencoder shows its reconstruction and claims no bound', () => {
  const input = sampleInput();
  const figures = lossFigures([{ ...input, evaluation: { ...input.evaluation, latentIsSampled: false } }]);
  expect(figures['loss-log']!.title).toBe('Reconstruction over epochs, logarithmic');
  expect(figures['loss-log']!.data.lines![0]).toMatchObject({ x: 1, y: 101 });
});

test('where entries are hidden the five series are drawn: hidden and whole totals and reconstructions, and KL', () => {
  const plain = sampleInput();
  const masked = { hidden: { dnam: 3 }, seen: {}, objectives: { hidden: 7, seen: 8, all: 9 } };
  const input = {
    ...plain,
    epochs: plain.epochs.map((epoch) => ({
      ...epoch,
      running: { ...epoch.running, weightedKl: 2, masked },
    })),
    evaluation: {
      ...plain.evaluation,
      masking: { kind: 'fixed', trains: 'hidden' as const, hides: ['dnam'], cases: 1 },
    },
  };
  const figures = lossFigures([input]);
  const drawn = (name: string) => Object.fromEntries(figures[name]!.data.lines!.map((row) => [row.line, row.y]));
  expect(drawn('masked-linear')).toMatchObject({ 'hidden: train (running)': 7, 'all: train (running)': 9 });
  expect(drawn('masked-reconstruction-linear')).toMatchObject({
    'hidden: train (running)': 5,
    'all: train (running)': 7,
  });
  expect(drawn('hidden-dnam')).toMatchObject({ 'train (running)': 3 });
  expect(figures).toHaveProperty('kl');
  expect(figures).toHaveProperty('masked-log');
  expect(figures).toHaveProperty('masked-reconstruction-log');
});
