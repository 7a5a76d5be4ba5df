import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyOverrides, parseConfigText } from '../../src/lab/config-text.ts';
import { evaluateParameters } from '../../src/lab/examine.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import type { RunSummary } from '../../src/lab/run-files.ts';
import { openTrainedRun } from '../../src/lab/trained-run.ts';
import { sharedData } from '../shared-data.ts';
import { inFolder } from './small-experiment.ts';

const RECIPE = 'recipes/mnist/dense-400-20.yaml';
const images = sharedData('mnist/t10k-images-idx3-ubyte.gz');

describe.skipIf(images === undefined)('the MNIST autoencoder of ten epochs', () => {
  test.each([1, 2, 3])('has a bound of 106.5 nats or better on test images with seed %d', async (seed) => {
    const given = await parseConfigText(readFileSync(RECIPE, 'utf8'), RECIPE);
    const config = resolveConfig(await applyOverrides(given, [`seed=${seed}`]));
    await inFolder(async (runs) => {
      const context = { baseFolder: '.', dataRoot: path.dirname(path.dirname(images!)) };
      const { run } = await runExperiment(config, { runs, configText: '', context });
      const { evaluation } = run.read('summary') as RunSummary;
      const { rowCount, negativeElbo, perModality } = evaluation.splits.test!;
      expect(rowCount).toBe(10_000);
      expect(negativeElbo).toBeLessThanOrEqual(106.5);
      // Cross-entropy of the test images under the mean train image, and their own entropy as intensities.
      const { baselines } = perModality.data!;
      expect(baselines.perColumn).toBeCloseTo(205.8, 1);
      expect(baselines.floor).toBeCloseTo(45.53, 2);
      expect(negativeElbo).toBeGreaterThan(baselines.floor!);
    });
  });

  test('of 0 / 1 pixels has an importance-weighted bound that is tighter than the ELBO and falls with its draws', async () => {
    const given = await parseConfigText(readFileSync(RECIPE, 'utf8'), RECIPE);
    const binary = ['+data.standardize.kind=binarize', '+data.standardize.threshold=0.5', 'training.epochs=5'];
    const config = resolveConfig(await applyOverrides(given, binary));
    await inFolder(async (runs) => {
      const context = { baseFolder: '.', dataRoot: path.dirname(path.dirname(images!)) };
      const { run } = await runExperiment(config, { runs, configText: '', context });
      const { experiment, parameters } = await openTrainedRun(run, context);
      const bounds: number[] = [];
      for (const importanceSamples of [1, 5, 50]) {
        const evaluated = { ...config, evaluation: { ...config.evaluation, importanceSamples } };
        const choices = { ...experiment, config: evaluated };
        const { evaluation } = await evaluateParameters(choices, parameters, { splits: ['test'] });
        const { negativeElbo, importanceWeighted, perModality } = evaluation.splits.test!;
        bounds.push(importanceWeighted!.negativeLogLikelihood);
        expect(perModality.data!.binary).toBeDefined();
        // One draw is the ELBO with the noise of its KL; five are below it already.
        if (importanceSamples === 1) expect(Math.abs(bounds[0]! - negativeElbo)).toBeLessThan(0.3);
        else expect(bounds.at(-1)).toBeLessThan(negativeElbo - 1);
      }
      const [one, five, fifty] = bounds as [number, number, number];
      expect(five).toBeLessThan(one - 1);
      expect(fifty).toBeLessThan(five - 1);
    });
  });
});
