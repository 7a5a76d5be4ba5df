/** Digits by a head on a frozen encoder and by all parts at once: as many epochs of encoder, decoder and head in both. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { mean } from '../../src/base/statistics.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { type ExperimentConfig, resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { openTrainedRun } from '../../src/lab/trained-run.ts';
import { sharedData } from '../shared-data.ts';
import { bitsOf } from '../train/small-job.ts';
import { inFolder } from './small-experiment.ts';

const images = sharedData('mnist/t10k-images-idx3-ubyte.gz');
const context = { baseFolder: '.', dataRoot: images === undefined ? '.' : path.dirname(path.dirname(images)) };
const THEN_HEAD = 'mnist/encoder-decoder-then-head';
const JOINT = 'mnist/joint';

async function configOf(recipe: string, overrides: readonly string[]): Promise<ExperimentConfig> {
  const { config } = await readConfig(recipe);
  return resolveConfig(await applyOverrides(config, ['threads=1', 'evaluation.everyEpochs=0', ...overrides]));
}

/** What a recipe ends with on the 10,000 test digits, and the bits of its parameters. */
async function trained(recipe: string, ...overrides: string[]) {
  const config = await configOf(recipe, overrides);
  return inFolder(async (runs) => {
    const { run } = await runExperiment(config, { runs, configText: '', context });
    const { rowCount, perModality, label, kl } = readSummary(run).evaluation.splits.test!;
    expect(rowCount).toBe(10_000);
    const accuracy = label!.mean.classification!.accuracy;
    /** Of the digits alone, in nats; a bound where the latent is sampled. */
    const cost = perModality.data!.reconstruction + kl;
    console.log([recipe, ...overrides, `${(100 * accuracy).toFixed(2)} %, ${cost.toFixed(2)} nats`].join(' '));
    return { accuracy, cost, bits: bitsOf((await openTrainedRun(run, context)).parameters) };
  });
}

/** Seeds 1, 2 and 3. */
async function ofSeeds(recipe: string) {
  const runs: Awaited<ReturnType<typeof trained>>[] = [];
  for (const seed of [1, 2, 3]) runs.push(await trained(recipe, `seed=${seed}`));
  return runs;
}
const accuracyOf = (runs: Awaited<ReturnType<typeof ofSeeds>>): number => mean(runs.map(({ accuracy }) => accuracy));

/** Parameters of a part; a checkpoint holds the optimizer's numbers too. */
const partOf = (bits: Readonly<Record<string, string>>, part: string): Record<string, string> =>
  Object.fromEntries(Object.entries(bits).filter(([name]) => name.startsWith(`${part}.`)));

describe.skipIf(images === undefined)('on MNIST, with as many epochs of encoder, decoder and head each,', () => {
  test('two units tell four digits of five either way, since a label is 2.3 nats of 200; weighed, it is told, and digits cost no more', async () => {
    const [thenHead, joint] = [await ofSeeds(THEN_HEAD), await ofSeeds(JOINT)];
    for (const { accuracy } of [...thenHead, ...joint]) {
      expect(accuracy).toBeGreaterThan(0.77);
      expect(accuracy).toBeLessThan(0.84);
    }
    expect(Math.abs(accuracyOf(joint) - accuracyOf(thenHead))).toBeLessThan(0.02);
    const weighed = await trained(JOINT, 'seed=1', '+objective.modalityWeights.label=100');
    expect(weighed.accuracy).toBeGreaterThan(0.96);
    expect(Math.abs(weighed.cost - joint[0]!.cost)).toBeLessThan(3);
    // Nor do the digits pay for a head that trains along.
    const alone = await trained(THEN_HEAD, 'seed=1', 'strategy=encoder-decoder');
    expect(Math.abs(alone.cost - joint[0]!.cost)).toBeLessThan(3);
  });

  test('a head that comes after leaves encoder and decoder as they were, to the bit', async () => {
    const alone = await trained(THEN_HEAD, 'training.epochs=2', 'strategy=encoder-decoder');
    const thenHead = await trained(THEN_HEAD, 'training.epochs=2');
    for (const part of ['encoder', 'decoder']) {
      expect(Object.keys(partOf(alone.bits, part)).length).toBeGreaterThan(0);
      expect(partOf(thenHead.bits, part)).toEqual(partOf(alone.bits, part));
    }
    expect(partOf(thenHead.bits, 'head')).not.toEqual(partOf(alone.bits, 'head'));
  });

  test('ten units tell 96 to 97 % either way', async () => {
    const [thenHead, joint] = [await ofSeeds(`${THEN_HEAD}-latent-10`), await ofSeeds(`${JOINT}-latent-10`)];
    for (const { accuracy } of [...thenHead, ...joint]) expect(accuracy).toBeGreaterThan(0.955);
    expect(Math.abs(accuracyOf(joint) - accuracyOf(thenHead))).toBeLessThan(0.01);
  });
});
