import { expect, test } from 'vitest';
import { recipeNames } from '../../src/cli/config-source.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { checkExperiment } from '../../src/lab/check.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { inFolder } from './small-experiment.ts';
import { SMALL } from './small-recipe.ts';

const simulated = recipeNames().filter((name) => name.startsWith('epigenome/') && !name.includes('k562'));

test.each(simulated)('%s passes a check, small', async (name) => {
  const config = resolveConfig(await applyOverrides((await readConfig(name)).config, [SMALL]));
  const { data, findings, steps, pairCount } = await checkExperiment(config, { baseFolder: '.' });
  expect(data.featureCount).toBe(181);
  expect(steps).toBeGreaterThan(0);
  expect(pairCount).toBe(name === 'epigenome/all-pairs' ? 12 : undefined);
  expect(findings.length).toBeGreaterThan(0);
});

test.each([
  'epigenome/random-mask',
  'epigenome/within-modality',
  'epigenome/split-expression-joint',
  'epigenome/deep-dive/batchnorm-dropout',
  'epigenome/deep-dive/best',
])('%s trains, small', async (name) => {
  await inFolder(async (runs) => {
    const config = resolveConfig(await applyOverrides((await readConfig(name)).config, [SMALL, 'training.epochs=2']));
    const { run } = await runExperiment(config, { runs, configText: '', context: { baseFolder: '.' } });
    expect(readSummary(run).evaluation.splits.test!.negativeElbo).toBeGreaterThan(0);
  });
});
