import { describe, expect, test } from 'vitest';
import { readRows } from '../../src/data/dataset.ts';
import { readExamples } from '../../src/lab/example-rows.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { openTrainedRun } from '../../src/lab/trained-run.ts';
import { reconstructRows } from '../../src/lab/use-model.ts';
import { inFolder, smallConfig, start } from '../end-to-end/small-experiment.ts';

const context = { baseFolder: '.' };

describe('the examples that a run keeps', () => {
  test('are ten rows of test as the model reconstructs them, chosen by the seed', async () => {
    await inFolder(async (runs) => {
      const { run } = await start(smallConfig(), runs);
      const { split, rows, modalities } = readExamples(run)!;
      const trained = await openTrainedRun(run, context);
      const { dataset, split: parts } = trained.experiment;
      expect(split).toBe('test');
      expect(modalities).toEqual(dataset.modalities);
      const numbers = rows.map(({ row }) => row);
      expect(new Set(numbers).size).toBe(10);
      expect(numbers.every((row) => parts.test.includes(row))).toBe(true);
      const chosen = Int32Array.from(numbers);
      const predicted = await reconstructRows(trained, { dataset, rows: chosen });
      const truth = readRows(dataset, chosen);
      const { name, start: first, count } = modalities[0]!;
      const sum = (block: Float32Array, row: number) =>
        block
          .subarray(row * dataset.featureCount + first)
          .slice(0, count)
          .reduce((a, b) => a + b, 0);
      rows.forEach(({ perModality }, index) => {
        const found = perModality[name]!;
        if (found.kind !== 'bits') throw new Error(found.kind);
        expect(found.ones).toBe(sum(truth, index));
        expect(found.summed).toBeCloseTo(sum(predicted, index), 4);
        expect(found.shown).toBe('seen');
      });
    });
  });

  test('of a model that hides modalities take its cases in turns', async () => {
    await inFolder(async (runs) => {
      const config = smallConfig({ masking: { kind: 'random-modality' } });
      const { run } = await start(config, runs);
      const { dataset } = await prepareExperiment(config, context);
      const names = dataset.modalities.map(({ name }) => name);
      const hidden = readExamples(run)!.rows.map(({ perModality }) =>
        names.filter((name) => perModality[name]!.shown === 'hidden'),
      );
      expect(hidden.map((some) => some.length)).toEqual(new Array(10).fill(1));
      expect(new Set(hidden.flat())).toEqual(new Set(names));
    });
  });

  test('of a collapsed model that hides a modality are its rates, as its numbers are', async () => {
    await inFolder(async (runs) => {
      const config = smallConfig({
        masking: { kind: 'fixed-modality', modality: 'dnam' },
        architecture: { kind: 'dense', encoder: [12], latent: 30, decoder: [10] },
        objective: { kind: 'beta', beta: 1000 },
        training: { optimizer: { kind: 'adam', learningRate: 0.005 }, batchSize: 16, epochs: 12 },
      });
      const { run } = await start(config, runs);
      const { averaged, rows } = readExamples(run)!;
      const { splits } = readSummary(run).evaluation;
      const { predicted } = splits.test!.perModality.dnam!.hidden!.means!;
      const summed = rows.map(({ perModality: { dnam } }) => (dnam!.kind === 'bits' ? dnam!.summed : Number.NaN));
      expect(averaged).toBe(true);
      const mean = summed.reduce((sum, each) => sum + each, 0) / summed.length;
      expect(mean / (50 * predicted)).toBeGreaterThan(0.7);
      expect(mean / (50 * predicted)).toBeLessThan(1.4);
    });
  });
});
