/** A resumed run equals one that was never interrupted, byte for byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { readJsonl } from '../../src/store/jsonl.ts';
import type { RunFolder } from '../../src/store/run-folder.ts';
import { messageOf } from '../message-of.ts';
import {
  inFolder,
  interrupted,
  resultOf,
  resume,
  SMALL_EXPERIMENT,
  STEPS_PER_EPOCH,
  smallConfig,
  start,
} from './small-experiment.ts';

const LAST_STEP = 5 * STEPS_PER_EPOCH;
/** A checkpoint after every step, so that a run stops exactly where it is told to. */
const exact = smallConfig({
  training: { ...SMALL_EXPERIMENT.training, checkpoint: { everySteps: 1 } },
});
const config = smallConfig();

describe('a run that was interrupted and resumed', () => {
  let whole: Record<string, string>;
  beforeAll(async () => {
    whole = await inFolder(async (folder) => resultOf((await start(config, folder)).run));
  });

  test('at random steps equals one that was not; finished, it is examined again and stays as it is', async () => {
    const random = new RandomStreams(Date.now()).of('stops');
    const stops = [1, 11, 21, 31].map((first) => first + random.integer(6));
    await inFolder(async (folder) => {
      const run = await interrupted(config, folder, stops);
      expect(resultOf(run), `stopped after steps ${stops}`).toEqual(whole);
      await resume(run, config);
      expect(resultOf(run)).toEqual(whole);
    });
  });

  test('after the first, a middle, the last but one and the last batch of an epoch equals one that was not', async () => {
    const stops = [
      1,
      STEPS_PER_EPOCH + 1,
      STEPS_PER_EPOCH + 5,
      2 * STEPS_PER_EPOCH - 1,
      2 * STEPS_PER_EPOCH,
      LAST_STEP - 1,
    ];
    await inFolder(async (folder) => {
      const run = await interrupted(exact, folder, stops);
      expect(resultOf(run)).toEqual(whole);
      expect(run.read('summary')).toMatchObject({ notices: [`Resumed at step ${LAST_STEP - 1}.`] });
      const timed = readJsonl<{ steps: number }>(run.file('timings.jsonl')).records;
      expect(timed.reduce((total, { steps }) => total + steps, 0)).toBe(LAST_STEP);
    });
  });

  test('at each epoch end, again and again, equals one that was not; no two epochs have one order', async () => {
    const stops = [1, 2, 3, 4].map((epoch) => epoch * STEPS_PER_EPOCH);
    const result = await inFolder(async (folder) => resultOf(await interrupted(exact, folder, stops)));
    expect(result).toEqual(whole);
    const losses = result
      .steps!.trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { loss: number }).loss);
    expect(new Set(losses).size).toBe(LAST_STEP);
  });

  test('has a line for every step and every epoch, once', () => {
    const numbers = (lines: string, key: string) =>
      lines
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Record<string, number>)[key]);
    expect(numbers(whole.steps!, 'step')).toEqual(Array.from({ length: LAST_STEP }, (_, i) => i + 1));
    expect(numbers(whole.metrics!, 'epoch')).toEqual([1, 2, 3, 4, 5]);
  });

  test('and stopped early equals one that was not: the best parameters come back', async () => {
    const training = {
      ...SMALL_EXPERIMENT.training,
      optimizer: { kind: 'adam', learningRate: 0.2 },
      epochs: 60,
      schedule: 'none',
    };
    const early = smallConfig({
      objective: 'elbo',
      training: { ...training, earlyStopping: { patience: 2 }, checkpoint: { everySteps: 5 } },
    });
    await inFolder(async (folder) => {
      const { run } = await start(early, folder);
      const last = run.readEpochs().records.at(-1)!;
      expect(last.epoch).toBeLessThan(60);
      const stops = [3, last.step - 2 * STEPS_PER_EPOCH, last.step - 5];
      expect(resultOf(await interrupted(early, folder, stops))).toEqual(resultOf(run));
    });
  });

  test('in a list of phases equals one that was not, at the boundary too', async () => {
    const phases = smallConfig({
      strategy: [
        { name: 'whole', epochs: 2 },
        { name: 'decoder', trains: ['decoder'], epochs: 2 },
      ],
      training: { ...SMALL_EXPERIMENT.training, checkpoint: { everySteps: 1 } },
    });
    await inFolder(async (folder) => {
      const { run } = await start(phases, folder);
      const stops = [5, 2 * STEPS_PER_EPOCH, 2 * STEPS_PER_EPOCH + 1, 3 * STEPS_PER_EPOCH + 4];
      expect(resultOf(await interrupted(phases, folder, stops))).toEqual(resultOf(run));
    });
  });
});

test('five epochs and five more are ten, byte for byte', async () => {
  // What depends on the number of epochs planned is off: the evaluation at the end is one of every epoch.
  const of = (epochs: number) =>
    smallConfig({ training: { ...SMALL_EXPERIMENT.training, epochs }, evaluation: { everyEpochs: 1 } });
  await inFolder(async (folder) => {
    const { run: ten } = await start(of(10), folder);
    const { run } = await start(of(5), folder);
    await resume(run, of(5), {}, { moreEpochs: 5 });
    expect(resultOf(run)).toEqual(resultOf(ten));
  });
});

describe('a resumed run is refused', () => {
  let folder: string;
  let run: RunFolder;
  const data = (value: number) =>
    `a,b,c\n${Array.from({ length: 40 }, (_, i) => `${i % 2},${(i >> 1) % 2},${i === 7 ? value : 0}`).join('\n')}\n`;
  const given = (changes: object = {}) =>
    resolveConfig({
      data: { source: 'table.csv' },
      architecture: { kind: 'dense', encoder: [3], latent: 1, decoder: [3] },
      training: { epochs: 4, batchSize: 8, checkpoint: { everySteps: 1 } },
      threads: 1,
      ...changes,
    });
  const refused = (config = given()) => messageOf(() => resume(run, config));

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'elbo-run-'));
    writeFileSync(path.join(folder, 'table.csv'), data(1));
    ({ run } = await start(given(), folder, { afterStep: 1 }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('when its config differs, naming the key', async () => {
    expect(await refused(given({ seed: 7 }))).toBe(
      `${run.path}: config.seed was 42 and is 7. Expected the config the run began with. Leave the override out, or train a new run.`,
    );
    const optimizer = { kind: 'adam', learningRate: 0.5 };
    expect(
      await refused(given({ training: { epochs: 4, batchSize: 8, checkpoint: { everySteps: 1 }, optimizer } })),
    ).toBe(
      `${run.path}: config.training.optimizer.learningRate was 0.001 and is 0.5. Expected the config the run began with. Leave the override out, train a new run, or fork this one with --force.`,
    );
  });

  test('when its data differ, naming what of them', async () => {
    writeFileSync(path.join(folder, 'table.csv'), data(0));
    const message = await refused();
    writeFileSync(path.join(folder, 'table.csv'), data(1));
    expect(message).toMatch(
      /^.*: the fingerprint of data was "[0-9a-f]+" and is "[0-9a-f]+"\. Expected the data the run began with\. Restore the data file, or train a new run\.$/,
    );
  });

  test.each([
    ['onnxruntime', '1.0.0', 'Resume it there, or train a new run.'],
    ['node', '18.0.0', 'Resume it there, or train a new run.'],
    ['threads', 3, 'Set threads=3 in the config of a new run, or resume where that many cores are.'],
  ])('when its %s differs, with both values', async (key, before, advice) => {
    const env = run.read('env') as Record<string, unknown>;
    run.write('env', { ...env, [key]: before });
    const message = await refused();
    run.write('env', env);
    expect(message).toBe(
      `${run.path}: ${key} was ${JSON.stringify(before)} and is ${JSON.stringify(env[key])}. Expected the same kind of machine, versions and threads: other ones compute other bits. ${advice}`,
    );
  });

  test('and left as it was: it can still be finished', async () => {
    expect(run.readStatus().state).toBe('checkpointed');
    const before = readFileSync(run.file('status.json'), 'utf8');
    await refused(given({ seed: 7 }));
    expect(readFileSync(run.file('status.json'), 'utf8')).toBe(before);
    expect(await resume(run, given())).toMatchObject({ status: 'finished' });
  });
});
