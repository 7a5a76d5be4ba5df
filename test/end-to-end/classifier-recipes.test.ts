/** Recipes of classifiers, as far as they are known before training. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import type { Finding } from '../../src/diagnose/finding.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { findingsBeforehand } from '../../src/lab/examine.ts';
import { type Experiment, prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { sharedData } from '../shared-data.ts';

const file = sharedData('wdbc/wdbc.data');
const prepare = async (recipe: string, overrides: readonly string[] = []): Promise<Experiment> => {
  const config = resolveConfig(await applyOverrides((await readConfig(recipe)).config, overrides));
  const dataRoot = file === undefined ? {} : { dataRoot: path.dirname(path.dirname(file)) };
  return prepareExperiment(config, { baseFolder: '.', ...dataRoot });
};
const labelInformation = async (recipe: string): Promise<Finding | undefined> =>
  findingsBeforehand(await prepare(recipe)).find(({ id }) => id === 'label-information');

describe('the breast cancer notebook as written', () => {
  const twin = 'wdbc/variational-classifier';
  test('with one latent unit cannot learn, and that is said before training with the largest sensible weight', async () => {
    expect(await labelInformation(`${twin}-latent-1-simulated`)).toMatchObject({
      verdict: 'problem',
      title: expect.stringMatching(/KL weighs 1 against it \(a weight of 1; KL is averaged over 1 latent unit\)/),
      evidence: { klAgainstLabel: 1, largestSensibleWeight: 0.5 },
    });
  });

  test.each(['', '-latent-3', '-latent-8', '-latent-1-half'])('nothing is said of %j, which learns', async (more) => {
    expect(await labelInformation(`${twin}${more}-simulated`)).toBeUndefined();
  });

  test('effective betas are those of KL averaged over units', async () => {
    const betas = ['-latent-1', '', '-latent-3', '-latent-8', '-latent-1-half'].map(
      async (more) => (await prepare(`${twin}${more}-simulated`)).effectiveBeta.value,
    );
    expect(await Promise.all(betas)).toEqual([1, 0.5, 1 / 3, 0.125, 0.5]);
  });

  test.skipIf(file === undefined)('trains on 398 rows and tests on 171, z-scored on train', async () => {
    const { split, preprocessing, dataset } = await prepare(twin);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([398, 0, 171]);
    expect(preprocessing).toMatchObject({ kind: 'z-score', fitOn: 'train' });
    expect(dataset.labels).toMatchObject({ classes: ['benign', 'malignant'], positive: 'malignant' });
  });
});

describe('the tutorial, as it is and as it was meant', () => {
  const said = async (recipe: string): Promise<string[]> =>
    findingsBeforehand(await prepare(recipe))
      .filter(({ verdict }) => verdict !== 'good')
      .map(({ id, verdict }) => `${id}: ${verdict}`);

  test('its autoencoder predicts the label, and its scale was fitted on all rows', async () => {
    expect(await said('tables/label-autoencoder')).toEqual([
      'data: warning',
      'effective-beta: note',
      'target-not-input: note',
    ]);
  });

  test('its VAE cannot learn: KL summed over 160 rows weighs 160', async () => {
    expect(await said('tables/label-vae')).toEqual([
      'label-information: problem',
      'data: warning',
      'effective-beta: note',
      'target-not-input: note',
    ]);
    const { evidence } = (await labelInformation('tables/label-vae'))!;
    expect(evidence).toMatchObject({ klAgainstLabel: 160, largestSensibleWeight: 0.003125 });
  });

  test('the right versions give nothing to say but that a classifier is one', async () => {
    expect(await said('tables/autoencoder')).toEqual([]);
    expect(await said('tables/vae')).toEqual([]);
    expect(await said('tables/variational-classifier')).toEqual(['effective-beta: note', 'target-not-input: note']);
  });
});
