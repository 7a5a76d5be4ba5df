import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isSnapshotEpoch, readSnapshots } from '../../src/lab/latent-snapshots.ts';
import { reportInput } from '../../src/lab/run-files.ts';
import { inFolder, interrupted, smallConfig, start } from '../end-to-end/small-experiment.ts';

const classifier = (changes: object = {}) =>
  smallConfig({
    data: {
      source: { simulatedTable: { rows: 120, columns: 6 } },
      split: { by: 'stratified', train: 0.6, validation: 0.2, test: 0.2 },
      standardize: 'z-score',
    },
    architecture: { kind: 'classifier-head', encoder: [6], latent: 3 },
    likelihood: 'gaussian',
    strategy: 'variational-classifier',
    training: { optimizer: { kind: 'adam', learningRate: 0.01 }, batchSize: 24, epochs: 18, logSteps: true },
    evaluation: { everyEpochs: 3, testCurve: true },
    ...changes,
  });

test('snapshots are at powers of two, then at thousands, then at ten thousands', () => {
  const epochs = Array.from({ length: 30_000 }, (_, index) => index + 1).filter(isSnapshotEpoch);
  expect(epochs).toEqual([
    ...[8, 16, 32, 64, 128, 256, 512],
    ...[1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 20_000, 30_000],
  ]);
});

test('a classifier keeps its latents while it trains, and an interrupted one keeps the same', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(classifier(), runs);
    const found = readSnapshots(run)!;
    expect(found).toMatchObject({ classes: ['A', 'B'], heldOut: 'test' });
    expect(found.snapshots.map(({ epoch }) => epoch)).toEqual([8, 16, 18]);
    const [first, , last] = found.snapshots;
    expect(last!.train.classes).toHaveLength(last!.train.mean.length / 3);
    expect(last!.test.sample).toHaveLength(last!.test.classes.length * 3);
    expect(first!.train.mean).not.toEqual(last!.train.mean);
    // The last one is of the finished model.
    expect(last!.test.mean).toEqual(reportInput(run).latents!.test!.mean);
    expect([...readFileSync(run.file('figures/latent-epochs.gif')).subarray(0, 6)]).toEqual([...Buffer.from('GIF89a')]);
    expect(readFileSync(run.file('report.md'), 'utf8')).toContain(
      '![The latent from epoch 8 to 18](figures/latent-epochs.gif)',
    );
    const again = await interrupted(classifier(), runs, [20, 41]);
    expect(readSnapshots(again)).toEqual(found);
    expect(again.readEpochs().records).toEqual(run.readEpochs().records);
  });
});

test('other models keep theirs where asked to, one that hides entries too', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig(), runs);
    expect(readSnapshots(run)).toBeUndefined();
    expect(existsSync(run.file('evaluation/snapshots'))).toBe(false);
    const asked = await start(
      smallConfig({
        masking: { kind: 'fixed-modality', modality: 'k9' },
        training: { batchSize: 70, epochs: 9 },
        evaluation: { everyEpochs: 0, latentSnapshots: 'always' },
      }),
      runs,
    );
    const found = readSnapshots(asked.run)!;
    expect(found.snapshots.map(({ epoch }) => epoch)).toEqual([8, 9]);
    expect(found.classes).toEqual(['silent', 'expressed']);
    expect(found.snapshots[1]!.test.mean).toEqual(reportInput(asked.run).latents!.test!.mean);
  });
});

test('where early stopping goes back, the last latents are those of the epoch that is kept, and the page says which', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(
      classifier({
        training: {
          optimizer: { kind: 'adam', learningRate: 0.2 },
          batchSize: 24,
          epochs: 30,
          earlyStopping: { patience: 3, restoreBest: true },
        },
        evaluation: { everyEpochs: 1 },
      }),
      runs,
    );
    const input = reportInput(run);
    const kept = input.restoredEpoch!;
    expect(kept).toBeLessThan(input.epochs.at(-1)!.epoch);
    const snapshot = readSnapshots(run)!.snapshots.find(({ epoch }) => epoch === kept)!;
    expect(snapshot.test.mean).toEqual(input.latents!.test!.mean);
    expect(readFileSync(run.file('report.md'), 'utf8')).toContain(
      `The model is that of epoch ${kept}, the best on validation, which early stopping went back to; curves go on past it.`,
    );
  });
});
