import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { readPrepared } from '../../src/lab/prepared.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { diagnoseRun } from '../../src/lab/run-files.ts';
import { sampleRows } from '../../src/lab/sample-rows.ts';
import { openTrainedModel, openTrainedRun, openWithRows } from '../../src/lab/trained-run.ts';
import { decodeLatents, encodeRows } from '../../src/lab/use-model.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-prepared-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { baseFolder: folder };

const rows = Array.from({ length: 20 }, (_, i) => `s${i},${i},${i * i},${20 - i}`);
writeFileSync(path.join(folder, 'run.csv'), `sample,a,b,c\n${rows.join('\n')}\n`);
writeFileSync(path.join(folder, 'new.csv'), 'c,b,a\n20,0,0\n5,225,15\n');
const config = resolveConfig({
  data: {
    source: 'run.csv',
    idColumn: 'sample',
    modalities: { first: ['a', 'b'], last: 'c' },
    split: { by: 'position', train: 0.8, validation: 0, test: 0.2 },
    standardize: 'z-score',
  },
  architecture: { encoder: [4], latent: 2, decoder: [4] },
  likelihood: { first: 'gaussian', last: { kind: 'gaussian', variance: 'learned' } },
  training: { batchSize: 4, epochs: 1 },
  threads: 1,
});
const { run } = await runExperiment(config, { runs: path.join(folder, 'runs'), configText: '', context });
const whole = await openTrainedRun(run, context);
const latents = Float32Array.of(0, 0, 1, -1);
const encoded = async () => {
  const { trained, chosen } = await openWithRows(run, { source: 'new.csv' }, context);
  return encodeRows(trained, chosen, 'sample');
};
const before = { decoded: await decodeLatents(whole, latents), encoded: await encoded() };
rmSync(path.join(folder, 'run.csv'));

test('a run keeps names of columns, modalities and how rows are rescaled', () => {
  expect(readPrepared(run)).toMatchObject({
    dataset: { columns: ['a', 'b', 'c'], modalities: whole.experiment.dataset.modalities },
    preprocessing: whole.experiment.preprocessing,
    effectiveBeta: { klWeight: 1 },
    config,
  });
});

test('without its data its model decodes, samples and encodes new rows to the same bits', async () => {
  const model = await openTrainedModel(run, context);
  expect(await decodeLatents(model, latents)).toEqual(before.decoded);
  expect(await encoded()).toEqual(before.encoded);
  const draws = (trained: typeof model) => sampleRows(trained, 3, new RandomStreams(1), true);
  expect(await draws(model)).toEqual(await draws(whole));
  expect(await messageOf(() => openWithRows(run, { split: 'test' }, context))).toBe(
    `config.data.source: "run.csv" was not found. Looked in ${folder}; ELBO_DATA names the folder of data.`,
  );
});

test('fault 38: ONNX files are written for others and never opened, whatever they hold', async () => {
  const found = diagnoseRun(run);
  for (const name of readdirSync(run.file('model')))
    writeFileSync(run.file(path.join('model', name)), 'location: ../../etc/passwd');
  expect(await decodeLatents(await openTrainedModel(run, context), latents)).toEqual(before.decoded);
  expect(await encoded()).toEqual(before.encoded);
  expect(diagnoseRun(run)).toEqual(found);
});

test('a run from before it was kept needs its data', async () => {
  rmSync(run.file('prepared.json'));
  expect(await messageOf(() => openTrainedModel(run, context))).toMatch(/"run\.csv" was not found/);
});
