/** What people get wrong about a label: each ends in a clear error, or in a finding. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/diagnose/finding.ts';
import { evaluateRun } from '../../src/lab/evaluate-run.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { messageOf } from '../message-of.ts';
import { inFolder } from './small-experiment.ts';

interface Row {
  readonly sick: boolean;
  readonly values: readonly number[];
}

/** Two classes far apart in two columns; the third is anything. */
const rows: readonly Row[] = Array.from({ length: 120 }, (_, i) => {
  const sick = i % 3 === 0;
  return { sick, values: [Math.sin(7 * i) + (sick ? 3 : 0), Math.cos(5 * i) - (sick ? 3 : 0), Math.sin(3 * i)] };
});
const classOf = ({ sick }: Row): string => (sick ? 'M' : 'B');
const csv = (of: readonly Row[], header: string, more: (row: Row, index: number) => string): string =>
  `${header}\n${of.map((row, i) => `${more(row, i)}${row.values.map((value) => value.toFixed(4)).join(',')}`).join('\n')}\n`;
const HEADER = 'id,diagnosis,a,b,c';
const plain = (of: readonly Row[] = rows, named = classOf): string =>
  csv(of, HEADER, (row, i) => `${i},${named(row)},`);

const configOf = (data: object, more: object = {}) =>
  resolveConfig({
    data: {
      source: 'patients.csv',
      idColumn: 'id',
      label: 'diagnosis',
      split: { by: 'stratified', train: 0.7, validation: 0, test: 0.3 },
      standardize: 'z-score',
      ...data,
    },
    architecture: { kind: 'classifier-head', encoder: [4], latent: 2 },
    likelihood: 'gaussian',
    strategy: 'deterministic-classifier',
    training: { optimizer: { kind: 'adam', learningRate: 0.02 }, batchSize: 'all', epochs: 60 },
    evaluation: { everyEpochs: 0 },
    threads: 1,
    ...more,
  });

/** The message that a table and a config end with. */
const refused = (text: string, data: object = {}): Promise<string> =>
  inFolder(async (folder) => {
    writeFileSync(path.join(folder, 'patients.csv'), text);
    return messageOf(() => prepareExperiment(configOf(data), { baseFolder: folder }));
  });

describe('refused before training', () => {
  test('a label column that is not there', async () => {
    expect(await refused(plain(), { label: 'diagnosys' })).toBe(
      'config.data.label: "diagnosys" is not a column. Expected one of: id, diagnosis, a, b, c. Did you mean "diagnosis"?',
    );
  });

  test('a column of measurements as the label', async () => {
    expect(await refused(plain(), { label: 'a' })).toBe(
      'patients.csv line 2, column "diagnosis": "M" is not a number. If the column is no feature, name it as label or idColumn, or under columns.exclude.',
    );
  });

  test('a part of the split that is of one class', async () => {
    const sorted = [...rows].sort((x, y) => Number(x.sick) - Number(y.sick));
    expect(await refused(plain(sorted), { split: { by: 'position', train: 0.5, validation: 0, test: 0.5 } })).toBe(
      'config.data.label: all train rows with a label are of one class of diagnosis. Expected rows of at least two classes. Look at the label column, or set data.split.by: stratified.',
    );
  });

  test('the label among the features', async () => {
    const text = csv(rows, 'id,diagnosis,code,a,b,c', (row, i) => `${i},${classOf(row)},${row.sick ? 4 : 2},`);
    expect(await refused(text)).toBe(
      'patients.csv: the feature "code" has one value for each class of diagnosis: it is the label. Add it to data.columns.exclude.',
    );
  });

  test('a sense that the label does not have', async () => {
    expect(await refused(plain(), { label: { column: 'diagnosis', positive: 'malignant' } })).toBe(
      'config.data.label.positive: "malignant" is not a class of diagnosis. Expected one of: B, M.',
    );
  });

  test('a class with fewer rows than there are folds', async () => {
    const few = rows.filter(({ sick }, i) => !sick || i < 9);
    const split = { by: 'stratified', validation: 0, fold: { number: 1, of: 5 } };
    expect(await refused(plain(few), { split })).toBe(
      'patients.csv: the class "M" of diagnosis has 3 rows, fewer than the 5 folds. Take at most 3 folds, or leave the class out with data.classes.',
    );
  });
});

test('rows to evaluate without labels are refused, and with the senses of their labels swapped are told', async () => {
  await inFolder(async (folder) => {
    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    write('patients.csv', plain());
    write(
      'unlabelled.csv',
      csv(rows, 'id,a,b,c', (_, i) => `${i},`),
    );
    write(
      'swapped.csv',
      plain(rows, ({ sick }) => (sick ? 'B' : 'M')),
    );
    const context = { baseFolder: folder };
    const { run } = await runExperiment(configOf({}), { runs: path.join(folder, 'runs'), configText: '', context });
    expect(await messageOf(() => evaluateRun(run, { context, source: 'unlabelled.csv' }))).toBe(
      '--data: the head of the run tells diagnosis, and unlabelled.csv has no such labels to measure it by. Expected new data with the label of the run, by the same name and rule. For answers without labels: elbo classify.',
    );
    const { findings } = await evaluateRun(run, { context, source: 'swapped.csv' });
    const beats = findings.find(({ id }: Finding) => id === 'beats-baseline')!;
    expect(beats.verdict).toBe('problem');
    expect(beats.title).toMatch(/^\d+(\.\d+)? % of test rows have their diagnosis told right/);
  });
});
