import { describe, expect, test } from 'vitest';
import { type ExperimentConfig, resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { readFindings, readSummary } from '../../src/lab/run-files.ts';
import type { RunFolder } from '../../src/store/run-folder.ts';
import { inFolder } from '../end-to-end/small-experiment.ts';

const configWith = (changes: object): ExperimentConfig =>
  resolveConfig({
    data: { source: { simulated: { rows: 120, columns: 50 } } },
    architecture: { kind: 'dense', encoder: [8], latent: 2, decoder: [8] },
    training: { epochs: 3, batchSize: 16 },
    evaluation: { everyEpochs: 1 },
    threads: 1,
    ...changes,
  });
const trained = (config: ExperimentConfig, look: (run: RunFolder) => void): Promise<void> =>
  inFolder(async (runs) =>
    look((await runExperiment(config, { runs, configText: '', context: { baseFolder: runs } })).run),
  );

test('fault 45: a warm-up longer than the training is a warning, and the summary says the beta it ended with', async () => {
  const beta = { kind: 'linear-warm-up', from: 0, to: 1, epochs: 6 };
  await trained(configWith({ objective: { kind: 'beta', beta } }), (run) => {
    const warning = readFindings(run).find(({ id }) => id === 'warm-up-too-long');
    expect(warning?.verdict).toBe('warning');
    const { effectiveBeta, evaluation } = readSummary(run);
    const last = run.readEpochs().records.at(-1)!.weights.kl!;
    expect(last).toBeGreaterThan(0.3);
    expect(last).toBeLessThan(0.5);
    expect([effectiveBeta.klWeight, evaluation.effectiveBeta]).toEqual([last, last]);
  });
});

describe('fault 47: rows of which nothing trains count 0, and nothing is divided by it:', () => {
  /** All numbers of what a run keeps. */
  const numbersIn = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(numbersIn)
        : [];

  test.each([
    // A row hides about half a column of the first modality, and mostly none of the last, which has one.
    ['few entries are hidden, and hidden ones train', { fraction: 0.01, trains: 'hidden' }],
    ['nearly all are hidden, and seen ones train', { fraction: 0.99, trains: 'seen' }],
  ])('%s', async (_, masking) => {
    for (const reduction of ['nats', { reconstruction: 'mean', kl: 'mean-over-features' }]) {
      const config = configWith({
        masking: { kind: 'within-modality', ...masking },
        objective: { kind: 'beta', reduction },
      });
      await trained(config, (run) => {
        const { records } = run.readEpochs();
        // JSON has no number that is not finite: it would stand there as null.
        expect(JSON.stringify([records, readSummary(run)])).not.toContain('null');
        for (const number of numbersIn(records)) expect(Number.isFinite(number)).toBe(true);
        expect(records.at(-1)!.running.loss).toBeLessThan(1e4);
      });
    }
  });
});
