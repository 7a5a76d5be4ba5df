import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatNumber } from '../../src/base/format-number.ts';
import { readRows } from '../../src/data/dataset.ts';
import { openSession } from '../../src/engine/session.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { type RunSummary, readSummary } from '../../src/lab/run-files.ts';
import type { ExperimentEvent } from '../../src/lab/run-options.ts';
import { readNewestCheckpoint } from '../../src/store/checkpoint.ts';
import { openRun } from '../../src/store/run-folder.ts';
import { readNpy } from '../../src/tensor/npy.ts';
import type { StepRecord } from '../../src/train/training-job.ts';
import { inFolder, SMALL_EXPERIMENT, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { expectClose } from '../float64.ts';
import { messageOf } from '../message-of.ts';

const context = { baseFolder: '.' };
const npy = (file: string) => readNpy(readFileSync(file), file);

describe('a finished run', () => {
  test('holds its config, records, model, evaluation, findings and report, and says what happens on the way', async () => {
    await inFolder(async (runs) => {
      const events: ExperimentEvent[] = [];
      const configText = '# as given\nname: small\n';
      const outcome = await runExperiment(smallConfig(), {
        runs,
        configText,
        context,
        onEvent: (event) => events.push(event),
      });
      expect(outcome).toMatchObject({ status: 'finished', exitCode: 0 });
      const { run } = outcome;
      expect(readdirSync(run.path).sort()).toEqual(
        expect.arrayContaining([
          'attempts',
          'checkpoints',
          'config.resolved.json',
          'config.yaml',
          'env.json',
          'evaluation',
          'figures',
          'findings.json',
          'metrics.jsonl',
          'model',
          'report.md',
          'status.json',
          'steps.jsonl',
          'summary.json',
          'timings.jsonl',
        ]),
      );
      expect(run.readConfig()).toBe(configText);
      expect(resolveConfig(run.read('config.resolved'))).toEqual(smallConfig());
      const negativeElbo = readSummary(run).evaluation.splits.validation!.negativeElbo;
      expect(run.readStatus()).toEqual({ state: 'finished', epoch: 5, step: 45, negativeElbo });
      expect(JSON.parse(readFileSync(run.file('attempts/1/exit.json'), 'utf8'))).toEqual({
        code: 0,
        reason: 'It finished.',
      });
      expect([...new Set(events.map(({ kind }) => kind))]).toEqual(['prepared', 'run', 'steps', 'epoch', 'evaluating']);
      expect(events[0]).toMatchObject({ kind: 'prepared', rows: 140, epochs: 5, stepsPerEpoch: 9 });
      expect(events[1]).toEqual({ kind: 'run', path: run.path, notices: [] });
    });
  });

  test('has models that any runtime opens: what they give is what was evaluated', async () => {
    await inFolder(async (runs) => {
      const { run } = await start(smallConfig(), runs);
      const { dataset, split } = await prepareExperiment(smallConfig(), context);
      const x = readRows(dataset, split.test);
      const encoder = await openSession(readFileSync(run.file('model/encoder.onnx')), { threads: 1 });
      const posterior = await encoder.run({ x: { data: x, shape: [split.test.length, dataset.featureCount] } });
      await encoder.release();
      const mean = npy(run.file('evaluation/test.mean.npy'));
      expect(mean.shape).toEqual([40, 3]);
      expectClose(posterior.mean!.data as Float32Array, mean.data as Float32Array, 1e-5);
      expectClose(
        posterior.logVariance!.data as Float32Array,
        npy(run.file('evaluation/test.logVariance.npy')).data as Float32Array,
        1e-5,
      );

      const decoder = await openSession(readFileSync(run.file('model/decoder.onnx')), { threads: 1 });
      const sample = npy(run.file('evaluation/test.sample.npy'));
      const { prediction, raw } = await decoder.run({
        latent: { data: sample.data as Float32Array, shape: sample.shape },
      });
      await decoder.release();
      // The reconstruction term, from nothing but files.
      let total = 0;
      (raw!.data as Float32Array).forEach((logit, i) => {
        total += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - x[i]! * logit;
        expect((prediction!.data as Float32Array)[i]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 5);
      });
      const { evaluation } = run.read('summary') as RunSummary;
      expect(evaluation.splits.test!.reconstruction).toBeCloseTo(total / 40, 3);
    });
  });

  test('whose last phase leaves KL out has the loss that its training had', async () => {
    const config = smallConfig({
      strategy: [{ name: 'plain', terms: ['reconstruction'], epochs: 2 }],
      evaluation: { everyEpochs: 1 },
    });
    await inFolder(async (runs) => {
      const { run } = await start(config, runs);
      const { evaluation } = run.read('summary') as RunSummary;
      const { loss, reconstruction, weightedKl } = evaluation.splits.validation!;
      expect(weightedKl).toBe(0);
      expect(loss).toBeCloseTo(reconstruction, 10);
      expect(run.readEpochs().records.at(-1)!.validation!.weightedKl).toBe(0);
    });
  });
});

test('a cycle that would begin where training ends does not count in the effective beta', async () => {
  const beta = { kind: 'cyclical', to: 2, epochs: 10, cycles: 2 };
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig({ objective: { kind: 'beta', beta } }), runs);
    const { evaluation } = run.read('summary') as RunSummary;
    expect(evaluation.effectiveBeta).toBe(2);
    expect(run.readEpochs().records.at(-1)!.weights).toEqual({ kl: 2 });
  });
});

test('a run with a capacity has no effective beta, and says what it aims at', async () => {
  const objective = { kind: 'capacity', gamma: 100, capacity: { kind: 'linear-warm-up', to: 3, epochs: 1 } };
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig({ objective }), runs);
    const { evaluation, effectiveBeta } = run.read('summary') as RunSummary;
    const why = 'a capacity pulls KL towards 3 nats, up as well as down';
    expect(effectiveBeta).toMatchObject({ klWeight: 100, capacity: 3, undefinedBecause: why });
    expect(evaluation.notComputed.effectiveBeta).toBe(why);
    const title = expect.stringContaining(`The effective beta is not defined: ${why}. When training ended`);
    const evidence = expect.objectContaining({ klWeight: 100, capacityNats: 3 });
    expect(run.read('findings')).toContainEqual(
      expect.objectContaining({ id: 'effective-beta', verdict: 'note', title, evidence }),
    );
    const { loss, reconstruction, kl, weightedKl } = evaluation.splits.validation!;
    expectClose([weightedKl, loss], [100 * Math.abs(kl - 3), reconstruction + weightedKl], 1e-10);
    const last = run.readEpochs().records.at(-1)!;
    expect(last).toMatchObject({ weights: { kl: 100 }, capacity: 3 });
    expectClose([last.validation!.loss], [loss], 1e-6);
  });
});

test('a run that trains on the focal loss is judged in nats, and its effective beta is not defined', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig({ likelihood: 'focal-bernoulli' }), runs);
    const { evaluation, effectiveBeta } = run.read('summary') as RunSummary;
    const why = 'a focal reconstruction is not in nats';
    expect(effectiveBeta).toMatchObject({ undefinedBecause: why });
    expect(evaluation.effectiveBeta).toBeUndefined();
    expect(evaluation.notComputed.effectiveBeta).toBe(why);
    const { reconstruction: data, kl } = evaluation.gradientNorms!;
    const ratio = formatNumber(data / kl);
    const title = `The effective beta is not defined: ${why}. When training ended the reconstruction pulled at the posteriors ${ratio} times as hard as the weighted KL.`;
    expect(run.read('findings')).toContainEqual(
      expect.objectContaining({ id: 'effective-beta', verdict: 'note', title }),
    );
    const steps = readFileSync(run.file('steps.jsonl'), 'utf8').trim().split('\n');
    const { loss: stepLoss, kl: stepKl, trainedPerModality } = JSON.parse(steps.at(-1)!) as StepRecord;
    const focal = Object.values(trainedPerModality!).reduce((sum, value) => sum + value, 0);
    expectClose([stepLoss], [focal + stepKl], 1e-5);
    const last = run.readEpochs().records.at(-1)!.validation!;
    const { loss, reconstruction, weightedKl, perModality } = evaluation.splits.validation!;
    const terms = Object.values(perModality);
    expectClose([loss], [terms.reduce((sum, { trained }) => sum + trained!, 0) + weightedKl], 1e-6);
    expectClose([reconstruction], [terms.reduce((sum, each) => sum + each.reconstruction, 0)], 1e-6);
    expect(loss).toBeLessThan(reconstruction);
    expectClose([loss, reconstruction], [last.loss, last.reconstruction], 1e-5);
  });
});

test.each([
  ['bernoulli', 1],
  ['gaussian', 1],
  ['bernoulli', 2],
])('a table of few rows has a defined result: %s, %d to train on', async (likelihood, trainRows) => {
  await inFolder(async (folder) => {
    writeFileSync(`${folder}/few.csv`, 'a,b,c\n0,1,1\n1,0,1\n0,0,1\n1,1,1\n');
    const config = resolveConfig({
      data: { source: 'few.csv', split: { by: 'position', train: trainRows / 4, validation: 0.25, test: 0.25 } },
      architecture: { kind: 'dense', encoder: [3], latent: 1, decoder: [3], batchNorm: true },
      likelihood,
      training: { epochs: 3, conventions: 'pytorch' },
      threads: 1,
    });
    const { run } = await start(config, folder);
    const { evaluation } = run.read('summary') as RunSummary;
    for (const { loss, negativeElbo } of Object.values(evaluation.splits))
      expect([loss, negativeElbo].every(Number.isFinite)).toBe(true);
  });
});

describe('a run that fails', () => {
  test('in training keeps its last good checkpoint and says which tensor went wrong', async () => {
    const training = {
      ...SMALL_EXPERIMENT.training,
      optimizer: { kind: 'sgd', learningRate: { kind: 'linear-warm-up', from: 0, to: 1e30, epochs: 1 } },
      schedule: 'none',
      checkpoint: { everySteps: 1 },
    };
    const config = smallConfig({ architecture: { ...SMALL_EXPERIMENT.architecture, batchNorm: false }, training });
    await inFolder(async (runs) => {
      let path = '';
      const onEvent = (event: ExperimentEvent) => {
        if (event.kind === 'run') path = event.path;
      };
      const error = await runExperiment(config, { runs, configText: '', context, onEvent }).catch((thrown) => thrown);
      expect(error).toMatchObject({ name: 'TrainingError', exitCode: 4 });
      expect(error.message).toMatch(
        /^training step \d+: (value|gradient|update|parameter) ".+" is (not a number|infinite) \(\d+ of its entries, the first at \[[\d, ]*\]\)\. Lower training\.optimizer\.learningRate, standardize the data, or warm up the KL weight\. The last checkpoint is kept\.$/,
      );
      const status = JSON.parse(readFileSync(`${path}/status.json`, 'utf8'));
      expect(status).toMatchObject({ state: 'failed', reason: error.message });
      const { tensors } = readNewestCheckpoint(`${path}/checkpoints`)!;
      for (const { data } of Object.values(tensors)) expect((data as Float32Array).every(Number.isFinite)).toBe(true);
      expect(JSON.parse(readFileSync(`${path}/attempts/1/exit.json`, 'utf8'))).toMatchObject({ code: 4 });
    });
  });

  test('because another process took it over writes nothing more', async () => {
    await inFolder(async (runs) => {
      let path = '';
      let stepsSeen = 0;
      const onEvent = (event: ExperimentEvent) => {
        if (event.kind === 'run') path = event.path;
        if (event.kind !== 'steps' || ++stepsSeen < 3) return;
        mkdirSync(`${path}/attempts/2`, { recursive: true });
      };
      const message = await messageOf(() => runExperiment(smallConfig(), { runs, configText: '', context, onEvent }));
      expect(message).toBe(
        `${path}: attempt 2 has taken over from this one, attempt 1. This process may have been suspended for more than a minute. It writes nothing more.`,
      );
      expect(stepsSeen).toBe(3);
      expect(openRun(path).readStatus().state).toBe('running');
      expect(existsSync(`${path}/summary.json`)).toBe(false);
    });
  });

  test.each<[string, object, string]>([
    [
      'a batch larger than the train rows that is dropped',
      { training: { batchSize: 500, lastBatch: 'drop' } },
      'config.training.batchSize: 500 is more than the 140 train rows, and lastBatch: drop leaves no step. Lower batchSize, or set lastBatch: keep.',
    ],
    [
      'early stopping without validation rows',
      {
        data: { ...SMALL_EXPERIMENT.data, split: { by: 'random', validation: 0, test: 0.2 } },
        training: { earlyStopping: {} },
      },
      'config.training.earlyStopping: it follows validation numbers, and the validation split has no rows. Give data.split.validation a share.',
    ],
    [
      'a weight for a modality that is not there',
      { objective: { kind: 'elbo', modalityWeights: { genes: 2 } } },
      'config.objective.modalityWeights.genes: "genes" is not a modality of this dataset. Expected one of: dnam, k9, k27, expression.',
    ],
  ])('by %s makes no folder', async (_, changes, message) => {
    await inFolder(async (folder) => {
      const runs = `${folder}/runs`;
      expect(await messageOf(() => start(smallConfig(changes), runs))).toBe(message);
      expect(existsSync(runs)).toBe(false);
    });
  });
});
