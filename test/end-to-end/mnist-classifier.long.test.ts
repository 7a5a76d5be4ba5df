/** Digits told from a sampled latent of ten units, and a digit that never trained seen by each domain measure. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { mean } from '../../src/base/statistics.ts';
import { classifyRows } from '../../src/lab/classify-rows.ts';
import { applyOverrides, parseConfigText } from '../../src/lab/config-text.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { sharedData } from '../shared-data.ts';
import { inFolder } from './small-experiment.ts';

const RECIPE = 'recipes/mnist/variational-classifier.yaml';
const images = sharedData('mnist/t10k-images-idx3-ubyte.gz');
const context = { baseFolder: '.', dataRoot: images === undefined ? '.' : path.dirname(path.dirname(images)) };
const configOf = async (overrides: readonly string[]) =>
  resolveConfig(await applyOverrides(await parseConfigText(readFileSync(RECIPE, 'utf8'), RECIPE), overrides));

describe.skipIf(images === undefined)('the variational classifier of MNIST, 784-512-256-10', () => {
  test('after 20 epochs tells at least 97.5 % of test digits, mean of seeds 1, 2 and 3', async () => {
    const accuracies: number[] = [];
    for (const seed of [1, 2, 3]) {
      await inFolder(async (runs) => {
        const { run } = await runExperiment(await configOf([`seed=${seed}`]), { runs, configText: '', context });
        const { effectiveBeta, evaluation } = readSummary(run);
        expect(effectiveBeta.value).toBeCloseTo(0.1, 12);
        accuracies.push(evaluation.splits.test!.label!.mean.classification!.accuracy);
      });
    }
    console.log(`accuracies of seeds 1, 2, 3: ${accuracies.join(', ')}`);
    expect(mean(accuracies)).toBeGreaterThanOrEqual(0.975);
  });

  test('sees a digit that never trained by distances to classes and neighbours, and not by one Gaussian', async () => {
    await inFolder(async (runs) => {
      const config = await configOf(['seed=1', 'data.classes=[0,1,2,3,4,5,6,7,8]']);
      const { run } = await runExperiment(config, { runs, configText: '', context });
      const source = { idx: 'mnist/t10k-images-idx3-ubyte.gz', labels: 'mnist/t10k-labels-idx1-ubyte.gz' };
      const { unseen, metrics } = await classifyRows(run, { source }, { context });
      expect(unseen).toMatchObject({ classes: ['9'], rowCount: 1009, otherCount: 8991 });
      expect(metrics!.rowCount).toBe(8991);
      console.table(unseen!.auroc);
      for (const measure of ['neighbour-distance', 'class-distances', 'tied-class-distances'])
        expect(unseen!.auroc[measure], measure).toBeGreaterThan(0.85);
      // A nine lies between the classes it looks like, nearer to the middle than they do.
      for (const measure of ['gaussian-ball', 'diagonal-gaussian'])
        expect(unseen!.auroc[measure], measure).toBeLessThan(0.5);
    });
  });
});
