/** Linear Gaussian models of the breast cancer table, trained from their recipe, and their bound without sampling noise. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { readRows } from '../../src/data/dataset.ts';
import type { NamedTensors } from '../../src/engine/program.ts';
import { applyOverrides, parseConfigText } from '../../src/lab/config-text.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { type ExperimentConfig, resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import type { RunSummary } from '../../src/lab/run-files.ts';
import { readNewestCheckpoint } from '../../src/store/checkpoint.ts';
import type { BestBound } from '../laws/principal-components.ts';
import { sharedData } from '../shared-data.ts';
import { inFolder } from './small-experiment.ts';

const RECIPE = 'recipes/wdbc/probabilistic-pca.yaml';
const context = () => ({ baseFolder: '.', dataRoot: path.dirname(path.dirname(sharedData('wdbc/wdbc.data')!)) });

async function recipe(overrides: readonly string[]): Promise<ExperimentConfig> {
  const given = await parseConfigText(readFileSync(RECIPE, 'utf8'), RECIPE);
  return resolveConfig(await applyOverrides(given, ['threads=1', ...overrides]));
}

/** The table as the models read it. */
export async function linearData(): Promise<{ rows: Float32Array; columns: number }> {
  const { dataset, split } = await prepareExperiment(await recipe([]), context());
  return { rows: readRows(dataset, split.train), columns: dataset.featureCount };
}

/** Trains the recipe and expects it to reach the best bound. */
export async function expectBest(overrides: readonly string[], best: BestBound): Promise<void> {
  const config = await recipe(overrides);
  const { rows, columns } = await linearData();
  await inFolder(async (runs) => {
    const { run } = await runExperiment(config, { runs, configText: '', context: context() });
    const { tensors } = readNewestCheckpoint(run.checkpoints)!;
    const { elbo, variance } = linearBound(tensors as NamedTensors, rows, columns);
    // A bound is never better than the best one, and comes within a twentieth of a nat.
    expect(elbo).toBeLessThanOrEqual(best.elbo + 1e-3);
    expect(elbo).toBeGreaterThan(best.elbo - 0.05);
    expect(Math.abs(variance - best.variance)).toBeLessThan(2e-3);
    const { evaluation } = run.read('summary') as RunSummary;
    expect(evaluation.splits.train!.activeUnits).toBe(best.activeUnits);
    // One draw of the latent a row, as runs report it, is the same bound with noise.
    expect(Math.abs(-evaluation.splits.train!.negativeElbo - elbo)).toBeLessThan(0.5);
  });
}

/**
 * The bound of a linear model, its expectation over the latent done by algebra:
 *
 *   E |x - W z - b|^2 = |x - W mu - b|^2 + sum_j sigma_j^2 |w_j|^2
 */
function linearBound(tensors: NamedTensors, rows: Float32Array, columns: number): { elbo: number; variance: number } {
  const numbers = (name: string) => tensors[name]!.data;
  const variance = Math.exp(tensors['decoder.logVariance.data']?.data[0] ?? 0);
  const latent = numbers('encoder.mean.bias').length;
  const decoder = numbers('decoder.output.weight');
  const output = numbers('decoder.output.bias');
  const lengths = Array.from({ length: latent }, (_, j) =>
    decoder.subarray(j * columns, (j + 1) * columns).reduce((sum, value) => sum + value * value, 0),
  );
  const linear = (layer: string, x: Float32Array) =>
    Array.from(numbers(`${layer}.bias`), (bias, j) =>
      x.reduce((sum, value, i) => sum + value * numbers(`${layer}.weight`)[i * latent + j]!, bias),
    );
  const count = rows.length / columns;
  let total = 0;
  for (let row = 0; row < count; row++) {
    const x = rows.subarray(row * columns, (row + 1) * columns);
    const mean = linear('encoder.mean', x);
    const logVariance = linear('encoder.logVariance', x);
    let squares = logVariance.reduce((sum, value, j) => sum + Math.exp(value) * lengths[j]!, 0);
    for (let i = 0; i < columns; i++) {
      const predicted = mean.reduce((sum, value, j) => sum + value * decoder[j * columns + i]!, output[i]!);
      squares += (x[i]! - predicted) ** 2;
    }
    const kl = mean.reduce((sum, mu, j) => sum + 0.5 * (mu ** 2 + Math.exp(logVariance[j]!) - 1 - logVariance[j]!), 0);
    total += kl + 0.5 * (columns * Math.log(2 * Math.PI * variance) + squares / variance);
  }
  return { elbo: -total / count, variance };
}
