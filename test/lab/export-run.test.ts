import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { type ExportFormat, exportRun } from '../../src/lab/export-run.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { chooseRows, openTrainedRun } from '../../src/lab/trained-run.ts';
import { encodeRows, reconstructRows } from '../../src/lab/use-model.ts';
import { createRun, type RunFolder } from '../../src/store/run-folder.ts';
import { readNpzMember } from '../../src/tensor/npz.ts';
import { spreadRows } from '../../src/vae/term-evaluator.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const context = { baseFolder: folder };
const TRAPS = ['<script>alert(1)</script>', '=1+1', 'tab\there', '"quoted", with a comma', '\u202egnp.exe', '-3', '😀'];
let run: RunFolder;

/** Rows whose ids and labels are full of traps; 30 of the 32 train rows are looked at. */
beforeAll(async () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 40 }, (_, i) => {
    const trap = TRAPS[i % TRAPS.length]!;
    return `${quoted(`${trap}${i}`)},${quoted(trap)},${i},${Math.sin(i)},${40 - i}`;
  });
  writeFileSync(path.join(folder, 'data.csv'), `id,label,a,b,=c\n${rows.join('\n')}\n`);
  const data = {
    source: 'data.csv',
    idColumn: 'id',
    label: 'label',
    split: { by: 'position', train: 0.8, validation: 0.05, test: 0.15 },
    standardize: 'z-score',
  };
  const config = resolveConfig({
    name: 'traps',
    data,
    architecture: { kind: 'dense', encoder: [4], latent: 2, decoder: [4] },
    likelihood: 'gaussian',
    training: { batchSize: 8, epochs: 3, logSteps: true },
    evaluation: { everyEpochs: 2, trainRows: 30 },
    threads: 1,
  });
  ({ run } = await runExperiment(config, { runs: path.join(folder, 'runs'), configText: '', context }));
});

const bytesOf = (pieces: Iterable<Uint8Array>) => Buffer.concat([...pieces]);
const files = async (format: ExportFormat, withData = true) => {
  const { files, notices } = await exportRun(run, format, withData ? context : undefined);
  const texts = Object.entries(files).map(([name, pieces]) => [name, bytesOf(pieces)] as const);
  return { files: Object.fromEntries(texts), notices };
};
const lines = (bytes: Buffer | undefined) => bytes!.toString().trimEnd().split('\n');
const NOTICE =
  'Of the train split the run keeps the latents of 30 rows of 32; elbo encode --split train writes those of all.';

describe('npz', () => {
  const arrayOf = async (name: string, withData = true) => {
    const file = path.join(folder, 'run.npz');
    writeFileSync(file, (await files('npz', withData)).files['']!);
    return readNpzMember(file, name);
  };

  test('has latents, names, labels and predictions of the same rows', async () => {
    const trained = await openTrainedRun(run, context);
    const { split, dataset } = trained.experiment;
    const rows = spreadRows(split.train, 30);
    const chosen = { dataset, rows, notices: [] };
    expect((await arrayOf('train.mean')).data).toEqual(await encodeRows(trained, chosen, 'mean'));
    expect((await arrayOf('train.id')).data).toEqual(Array.from(rows, (row) => dataset.rowIds![row]));
    expect((await arrayOf('test.label')).data).toEqual([34, 35, 36, 37, 38, 39].map((i) => TRAPS[i % TRAPS.length]));
    const test = await chooseRows(trained.experiment, { split: 'test' }, context);
    const predicted = await reconstructRows(trained, test);
    const { offset, scale } = trained.experiment.preprocessing;
    const prediction = await arrayOf('test.prediction');
    expect(prediction.shape).toEqual([6, 3]);
    (prediction.data as Float32Array).forEach((value, i) => {
      expect(value).toBeCloseTo(predicted[i]! / scale[i % 3]! + offset[i % 3]!, 4);
    });
    expect((await arrayOf('columns')).data).toEqual(['a', 'b', '=c']);
    expect((await files('npz')).notices).toEqual([NOTICE]);
  });

  test('has the metrics of each epoch, NaN where nothing was measured', async () => {
    const { records } = run.readEpochs();
    expect((await arrayOf('metrics.epoch')).data).toEqual(Int32Array.of(1, 2, 3));
    expect((await arrayOf('metrics.running.kl')).data).toEqual(Float64Array.from(records, ({ running }) => running.kl));
    const validation = records.map((record) => record.validation?.kl ?? Number.NaN);
    expect(validation[0]).toBeNaN();
    expect((await arrayOf('metrics.validation.kl')).data).toEqual(Float64Array.from(validation));
  });

  test('without the data has what the folder holds', async () => {
    expect((await arrayOf('train.mean', false)).shape).toEqual([30, 2]);
    expect(await messageOf(() => arrayOf('train.label', false))).toMatch(/^run\.npz: has no member "train\.label"\./);
  });
});

describe('csv', () => {
  test('has a line per epoch, empty where nothing was measured', async () => {
    const [head, ...epochs] = lines((await files('csv')).files['metrics.csv']);
    const names = head!.split(',');
    expect(names.slice(0, 6)).toEqual(['epoch', 'phase', 'step', 'learningRate', 'weights.kl', 'running.loss']);
    const cells = epochs.map((line) => line.split(','));
    expect(cells.map(([epoch, phase, step]) => [epoch, phase, step])).toEqual([
      ['1', 'joint', '4'],
      ['2', 'joint', '8'],
      ['3', 'joint', '12'],
    ]);
    const kl = names.indexOf('validation.kl');
    expect(cells[0]![kl]).toBe('');
    expect(Number(cells[1]![kl])).toBe(run.readEpochs().records[1]!.validation!.kl);
  });

  test('fault 41: texts that a spreadsheet would run are escaped; numbers stay numbers', async () => {
    const text = lines((await files('csv')).files['latents.test.csv']);
    expect(text[0]).toBe('id,label,z0,z1,logVariance.z0,logVariance.z1');
    const starts = text.slice(1).map((line) => line.replace(/(,[-+.\de]+){4}$/, ''));
    expect(starts).toEqual([
      '😀34,😀',
      '<script>alert(1)</script>35,<script>alert(1)</script>',
      "'=1+136,'=1+1",
      'tab\there37,tab\there',
      '"""quoted"", with a comma38","""quoted"", with a comma"',
      '\u202egnp.exe39,\u202egnp.exe',
    ]);
  });

  test('without the data has latents alone', async () => {
    const { files: written, notices } = await files('csv', false);
    expect(lines(written['latents.validation.csv'])[0]).toBe('z0,z1,logVariance.z0,logVariance.z1');
    expect(notices).toEqual([]);
  });
});

test('fault 40: the projector gets a line for each row, whatever labels hold', async () => {
  const written = (await files('projector')).files;
  expect(Object.keys(written)).toEqual(['tensors.tsv', 'metadata.tsv', 'projector_config.pbtxt']);
  const metadata = lines(written['metadata.tsv']);
  expect(metadata[0]).toBe('id\tsplit\tlabel');
  expect(metadata).toContain('tab here37\ttest\ttab here');
  expect(metadata.every((line) => line.split('\t').length === 3)).toBe(true);
  expect(lines(written['tensors.tsv'])).toHaveLength(38);
  expect(metadata).toHaveLength(39);
  expect(lines((await files('projector', false)).files['metadata.tsv'])[1]).toBe('0\ttrain');
});

test('TensorBoard gets a folder for each line of curves, named after the time the run began', async () => {
  const { files: written } = await files('tensorboard');
  const seconds = [...new Set(Object.keys(written).map((name) => /\.tfevents\.(\d+)\.elbo$/.exec(name)![1]!))];
  expect(seconds).toHaveLength(1);
  const [, day, hour] = /^(\d{8})-(\d{2})/.exec(run.id)!;
  expect(new Date(Number(seconds[0]) * 1000).toISOString().replace(/[-T]/g, '')).toContain(`${day}${hour}:`);
  const parts = Object.keys(written).map((name) => path.dirname(name));
  expect(parts.sort()).toEqual(['.', 'running', 'steps', 'test', 'train', 'validation']);
});

test('the model is two ONNX files, or its parameters', async () => {
  expect(Object.keys((await files('onnx')).files)).toEqual(['encoder.onnx', 'decoder.onnx']);
  expect((await files('safetensors')).files['']!.toString()).toContain('"encoder.mean.weight"');
});

test('a run that is not there yet, and data that are gone, are refused', async () => {
  const empty = createRun(path.join(folder, 'runs'), { name: 'empty', config: '', resolved: {}, environment: {} });
  expect(await messageOf(() => exportRun(empty, 'csv'))).toBe(
    `${empty.path}: the run has not been evaluated: it has no summary.json. Finish it: elbo train --resume ${empty.path}.`,
  );
  const data = path.join(folder, 'data.csv');
  renameSync(data, `${data}.gone`);
  expect(await messageOf(() => exportRun(run, 'npz', context))).toBe(
    `config.data.source: "data.csv" was not found. Looked in ${folder}; ELBO_DATA names the folder of data.`,
  );
  renameSync(`${data}.gone`, data);
});
