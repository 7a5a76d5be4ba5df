/** The classifier of the breast cancer notebook, seed by seed, each with its own split and initialization. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { mean, meanInterval } from '../../src/base/statistics.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { readFindings, readSummary } from '../../src/lab/run-files.ts';
import { StopFlag } from '../../src/lab/run-in-worker.ts';
import { runStudy } from '../../src/lab/run-study.ts';
import { openRun } from '../../src/store/run-folder.ts';
import { createStudy } from '../../src/store/study-folder.ts';
import { sharedData } from '../shared-data.ts';
import { inFolder } from './small-experiment.ts';

const file = sharedData('wdbc/wdbc.data');

interface Seed {
  readonly accuracy: number;
  readonly logistic: number;
  readonly majority: number;
  readonly labelInformation: string | undefined;
}

/** A study of the recipe: seeds 1, 2, ..., evaluated at the end alone. */
async function studied(recipe: string, seeds: number, epochs: number): Promise<Seed[]> {
  return inFolder(async (folder) => {
    const { config } = await readConfig(recipe);
    const given = await applyOverrides(config, [
      'seed=1',
      `seeds=${seeds}`,
      `training.epochs=${epochs}`,
      'evaluation.everyEpochs=0',
    ]);
    const study = createStudy(folder, { name: 'seeds', config: stringify(given) });
    const context = { baseFolder: '.', dataRoot: path.dirname(path.dirname(file!)) };
    const code = await runStudy(study, { context, stop: new StopFlag(), onEvent: () => {}, onMember: () => {} });
    expect(code).toBe(0);
    return study.readMembers().members.map(({ run: name }) => {
      const run = openRun(path.join(study.runs, name!));
      const { mean: scores, baselines } = readSummary(run).evaluation.splits.test!.label!;
      return {
        accuracy: scores.classification!.accuracy,
        logistic: baselines!.logistic.accuracy,
        majority: baselines!.majority.accuracy,
        labelInformation: readFindings(run).find(({ id }) => id === 'label-information')?.verdict,
      };
    });
  });
}

const percent = (values: readonly number[]): string => {
  const { mean: middle, halfWidth } = meanInterval(values);
  return `${(100 * middle).toFixed(2)} ± ${(100 * halfWidth!).toFixed(2)} %`;
};

describe.skipIf(file === undefined)('the variational classifier of breast cancer', () => {
  test('has at least 96.3 % on test with two units, about what logistic regression has on the same splits', async () => {
    const seeds = await studied('wdbc/variational-classifier', 20, 1500);
    const accuracies = seeds.map(({ accuracy }) => accuracy);
    const logistic = seeds.map((seed) => seed.logistic);
    console.log(`test accuracy ${percent(accuracies)}, logistic regression ${percent(logistic)} (20 seeds)`);
    expect(mean(accuracies)).toBeGreaterThanOrEqual(0.963);
    expect(Math.abs(mean(accuracies) - mean(logistic))).toBeLessThan(0.01);
    expect(seeds.every(({ labelInformation }) => labelInformation === undefined)).toBe(true);
  });

  test('with one unit and KL averaged over it ends at the majority rate in every seed, and the findings say why', async () => {
    const seeds = await studied('wdbc/variational-classifier-latent-1', 10, 2000);
    expect(seeds.map(({ accuracy }) => accuracy)).toEqual(seeds.map(({ majority }) => majority));
    expect(seeds.map(({ labelInformation }) => labelInformation)).toEqual(seeds.map(() => 'problem'));
  });

  test('with one unit and half that weight has at least 95.5 %', async () => {
    const seeds = await studied('wdbc/variational-classifier-latent-1-half', 10, 2000);
    console.log(`test accuracy of one unit ${percent(seeds.map(({ accuracy }) => accuracy))} (10 seeds)`);
    expect(mean(seeds.map(({ accuracy }) => accuracy))).toBeGreaterThanOrEqual(0.955);
  });
});
