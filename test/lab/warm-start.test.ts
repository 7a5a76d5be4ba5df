import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { checkExperiment } from '../../src/lab/check.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import type { RunSummary } from '../../src/lab/run-files.ts';
import { type Initialization, runFolders, warmStart } from '../../src/lab/warm-start.ts';
import { readNewestCheckpoint } from '../../src/store/checkpoint.ts';
import { openRun, type RunFolder } from '../../src/store/run-folder.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { inFolder, resultOf, resume, SMALL_EXPERIMENT, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { messageOf } from '../message-of.ts';
import { bitsOf, parametersOf } from '../train/small-job.ts';

const { training, data } = SMALL_EXPERIMENT;
const short = { training: { ...training, epochs: 1 } };
const warmConfig = (initializeFrom: unknown, changes: object = {}) =>
  smallConfig({ ...short, initializeFrom, ...changes });
const tensorsOf = (run: RunFolder) => parametersOf(readNewestCheckpoint(run.checkpoints)!.tensors);
const startOf = async (config: ReturnType<typeof smallConfig>, folders: readonly string[]) =>
  warmStart(await prepareExperiment(config, { baseFolder: '.' }), folders);

let trained: RunFolder;
beforeAll(async () => {
  trained = (await start(smallConfig(short), mkdtempSync(path.join(tmpdir(), 'elbo-source-')))).run;
});
afterAll(() => rmSync(path.dirname(trained.path), { recursive: true }));

/** A folder of runs with a copy of a finished one. */
const withSource = (work: (runs: string, source: RunFolder) => Promise<void>) =>
  inFolder(async (runs) => {
    const source = path.join(runs, trained.id);
    cpSync(trained.path, source, { recursive: true });
    return work(runs, openRun(source));
  });

describe('a warm start', () => {
  test('begins with parameters and running statistics of the run, and records its checkpoint', async () => {
    await withSource(async (runs, source) => {
      const config = warmConfig(source.id, { seed: 5 });
      const { tensors, record, notices } = (await startOf(config, [runs]))!;
      expect(bitsOf(tensors)).toEqual(bitsOf(tensorsOf(source)));
      expect(Object.keys(tensors).some((name) => name.includes('runningMean'))).toBe(true);
      const { name, hash } = readNewestCheckpoint(source.checkpoints)!;
      expect(record).toEqual({ run: source.id, checkpoint: name, hash, parts: ['encoder', 'decoder'] });

      const { run } = await start(config, runs);
      expect(run.read('env')).toMatchObject({ initializedFrom: record });
      expect((run.read('summary') as RunSummary).notices).toEqual(notices);
      // The seed is another one, and so is the split.
      expect(notices).toEqual([
        `Initialized from ${name} of ${source.id}.`,
        `${source.id} was trained on another split: rows judged here may be among those it learned from.`,
      ]);
      const firstLoss = (of: RunFolder) => of.readEpochs().records[0]!.running.reconstruction;
      expect(firstLoss(run)).toBeLessThan(firstLoss(source));
    });
  });

  test('of one part leaves the others as they are drawn', async () => {
    await withSource(async (_, source) => {
      const config = warmConfig({ run: source.path, parts: ['decoder'] });
      const experiment = await prepareExperiment(config, { baseFolder: '.' });
      const { tensors, record, notices } = warmStart(experiment, [])!;
      const drawn = initialState(experiment.model, new RandomStreams(config.seed));
      for (const name of Object.keys(drawn))
        expect(tensors[name]).toEqual((name.startsWith('decoder.') ? tensorsOf(source) : drawn)[name]);
      expect(record.parts).toEqual(['decoder']);
      expect(notices[0]).toMatch(/^Initialized from step-\d{8} of .* \(decoder\)\.$/);
      // An encoder of another size does not matter then.
      const other = { ...SMALL_EXPERIMENT.architecture, encoder: [7] };
      await expect(
        startOf(warmConfig({ run: source.path, parts: ['decoder'] }, { architecture: other }), []),
      ).resolves.toBeDefined();
    });
  });

  test('says where columns come from other data', async () => {
    await withSource(async (runs, source) => {
      const other = { ...data, source: { simulated: { rows: 210, columns: 50 } } };
      expect((await startOf(warmConfig(source.id, { data: other }), [runs]))!.notices[1]).toBe(
        `${source.id} was trained on other data: its columns are taken to stand in the same order.`,
      );
    });
  });

  test('interrupted and resumed is the same run, even where the other one is gone', async () => {
    await withSource(async (runs, source) => {
      const config = warmConfig(source.id);
      const { run: whole } = await start(config, runs);
      const { run } = await start(config, runs, { afterStep: 4 });
      const kept = run.read('env');
      rmSync(source.path, { recursive: true });
      await resume(run, config);
      expect(resultOf(run)).toEqual(resultOf(whole));
      expect(run.read('env')).toEqual(kept);
      expect((run.read('summary') as RunSummary).notices).toContain(
        `The run it was initialized from is not as it was: config.initializeFrom: the run "${source.id}" was not found. Expected the folder of a run. Looked in ${runs}, ${process.cwd()}.`,
      );
    });
  });

  test('that went no step is refused when the other run has changed since', async () => {
    await withSource(async (runs, source) => {
      const config = warmConfig(source.id);
      const { run } = await start(config, runs, { afterStep: 4 });
      rmSync(run.checkpoints, { recursive: true });
      const { hash, checkpoint } = (run.read('env') as { initializedFrom: Initialization }).initializedFrom;
      await resume(source, smallConfig(short), {}, { moreEpochs: 1 });
      const now = readNewestCheckpoint(source.checkpoints)!.hash;
      expect(await messageOf(() => resume(run, config))).toBe(
        `${run.path}: it began with ${checkpoint} of ${source.id}, and that run has changed since. Expected the checkpoint ${hash.slice(0, 12)}, and found ${now.slice(0, 12)}. Train a new run.`,
      );
    });
  });
});

describe('a run to begin with is refused', () => {
  const refused = (initializeFrom: unknown, changes: object = {}, where = ['/tmp/no-runs-here', '/tmp']) =>
    messageOf(() => startOf(warmConfig(initializeFrom, changes), where));

  test('where it is not found', async () => {
    expect(await refused('20260101-none')).toBe(
      'config.initializeFrom: the run "20260101-none" was not found. Expected the folder of a run. Looked in /tmp/no-runs-here, /tmp.',
    );
    expect(await refused('/tmp/no-runs-here/a')).toBe(
      'config.initializeFrom: the run "/tmp/no-runs-here/a" was not found. Expected the folder of a run. Check the path.',
    );
  });

  test('where the folder is no run, or has no checkpoint', async () => {
    await inFolder(async (runs) => {
      mkdirSync(path.join(runs, 'a'));
      expect(await refused('a', {}, [runs])).toBe(
        `${runs}/a: the folder has no status.json, so it is not a run, or its making was cut off.`,
      );
      writeFileSync(path.join(runs, 'a/status.json'), '{"state":"created","epoch":0,"step":0}');
      expect(await refused('a', {}, [runs])).toBe(
        'config.initializeFrom: the run a has no checkpoint yet. Train it first.',
      );
    });
  });

  test('where tensors differ in shape, or are absent on one side; a check says so too', async () => {
    await withSource(async (runs, source) => {
      renameSync(source.path, path.join(runs, 'source'));
      const wider = { ...SMALL_EXPERIMENT.architecture, decoder: [11], batchNorm: false };
      const advice =
        'Expected the same names and shapes. Choose the architecture of that run, or take only the parts that fit: {run, parts: [decoder]}.';
      expect(await refused({ run: 'source', parts: ['decoder'] }, { architecture: wider }, [runs])).toBe(
        `config.initializeFrom: the run source has other tensors: decoder.hidden.0.weight is [3, 10] there and [3, 11] here; decoder.hidden.0.bias is [10] there and [11] here; decoder.output.weight is [10, 151] there and [11, 151] here; and 4 more. ${advice}`,
      );
      const narrow = { ...SMALL_EXPERIMENT.architecture, latent: 2 };
      const config = warmConfig('source', { architecture: narrow });
      expect(await messageOf(() => checkExperiment(config, { baseFolder: '.' }, runs))).toBe(
        `config.initializeFrom: the run source has other tensors: encoder.mean.weight is [12, 3] there and [12, 2] here; encoder.mean.bias is [3] there and [2] here; encoder.logVariance.weight is [12, 3] there and [12, 2] here; and 2 more. ${advice}`,
      );
      const deeper = { ...SMALL_EXPERIMENT.architecture, encoder: [12, 12], batchNorm: false };
      expect(await refused({ run: 'source', parts: ['encoder'] }, { architecture: deeper }, [runs])).toContain(
        'encoder.hidden.1.weight is absent there and [12, 12] here',
      );
    });
  });

  test('where the config does not fit', async () => {
    const resolved = (initializeFrom: unknown) =>
      messageOf(() => resolveConfig({ data: { source: 'a.csv' }, initializeFrom }));
    expect(await resolved(3)).toBe('config.initializeFrom: 3 does not fit. Expected a text, or a map.');
    expect(await resolved({ run: 'a', parts: ['tail'] })).toBe(
      'config.initializeFrom: {"run":"a","parts":["tail"]} does not fit. Expected a text, or "encoder" or "decoder" or "head".',
    );
  });
});

test('runs are looked for among runs, beside the study, beside the config, and here', async () => {
  await inFolder(async (folder) => {
    const study = path.join(folder, 'studies', 'one');
    mkdirSync(path.join(study, 'runs'), { recursive: true });
    expect(runFolders(path.join(study, 'runs'), '/configs')).toEqual([
      path.join(study, 'runs'),
      '/configs',
      process.cwd(),
    ]);
    writeFileSync(path.join(study, 'study.yaml'), '');
    expect(runFolders(path.join(study, 'runs'), '/configs')).toEqual([
      path.join(study, 'runs'),
      path.join(folder, 'studies'),
      '/configs',
      process.cwd(),
    ]);
  });
});
