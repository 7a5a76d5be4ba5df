/** A head put to use on new rows: whose data it needs, what it says of labels, and of rows that are unlike those of train. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { cardOfRow } from '../../src/lab/card-of-row.ts';
import { classifyRows, rowNamed } from '../../src/lab/classify-rows.ts';
import { evaluateRun } from '../../src/lab/evaluate-run.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { labelTable } from '../../src/lab/label-table.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { saveTable } from '../../src/lab/save-table.ts';
import { cardDocument, writeRowCard } from '../../src/report/row-card.ts';
import type { RunFolder } from '../../src/store/run-folder.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-classify-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { baseFolder: folder };
const COLUMNS = ['a', 'b', 'c', 'd', 'e', 'f'];

interface Table {
  readonly shift?: number;
  readonly nameOf?: (kind: number) => string;
  readonly withLabel?: boolean;
  readonly kinds?: number;
}

/** Rows of two factors; the kind of a row moves the first. @returns the name of a file */
function table(name: string, rowCount: number, { shift = 0, nameOf, withLabel = true, kinds = 2 }: Table = {}): string {
  const random = new RandomStreams(11).of(name);
  const lines = Array.from({ length: rowCount }, (_, row) => {
    const kind = row % kinds;
    const noise = new Float32Array(8);
    random.fillStandardNormal(noise);
    const [first, second] = [noise[6]! + (kind === 2 ? 12 : 4 * kind - 2), noise[7]!];
    const numbers = COLUMNS.map((_, j) => {
      const value = (j % 2 === 0 ? first : second) + 0.3 * noise[j]! + (j === 1 ? shift : 0);
      return value.toFixed(4);
    });
    const label = nameOf?.(kind) ?? ['ill', 'well', 'odd'][kind]!;
    return [`r${row}`, ...(withLabel ? [label] : []), ...numbers].join(',');
  });
  writeFileSync(
    path.join(folder, name),
    `${['id', ...(withLabel ? ['state'] : []), ...COLUMNS].join(',')}\n${lines.join('\n')}\n`,
  );
  return name;
}

const config = (more: object = {}) =>
  resolveConfig({
    name: 'states',
    threads: 1,
    data: {
      source: 'train.csv',
      idColumn: 'id',
      label: { column: 'state', positive: 'ill' },
      split: { by: 'stratified', train: 0.6, validation: 0, test: 0.4 },
      standardize: 'z-score',
    },
    architecture: { kind: 'classifier-head', encoder: [8], latent: 2, decoder: [8], activation: 'elu' },
    likelihood: 'gaussian',
    training: { epochs: 30, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.01 } },
    evaluation: { everyEpochs: 30 },
    ...more,
  });

let run: RunFolder;
beforeAll(async () => {
  table('train.csv', 300);
  ({ run } = await runExperiment(config(), { runs: path.join(folder, 'runs'), configText: '', context }));
});

test('rows of a split are told as the evaluation of the run told them', async () => {
  const told = await classifyRows(run, { split: 'test' }, { context });
  const { accuracy, auroc } = readSummary(run).evaluation.splits.test!.label!.mean.classification!;
  expect(told.metrics).toMatchObject({ rowCount: 120, accuracy, auroc });
  expect(accuracy).toBeGreaterThan(0.9);
  expect(told.label).toEqual({ name: 'state', task: 'binary', classes: ['well', 'ill'] });
  told.answers!.forEach((answer, row) => {
    const [well, ill] = told.told.subarray(2 * row, 2 * row + 2);
    expect(well! + ill!).toBeCloseTo(1, 6);
    expect(answer).toBe(ill! > well! ? 1 : 0);
  });
  expect(told.findings).toEqual([]);
  expect(told.notFitted).toEqual({});
  expect(Object.keys(told.scores)).toHaveLength(11);
});

test('new rows need no data of the run, and labels only to be measured', async () => {
  table('new.csv', 60);
  table('bare.csv', 60, { withLabel: false });
  const before = await classifyRows(run, { source: 'new.csv' }, { context });
  renameSync(path.join(folder, 'train.csv'), path.join(folder, 'hidden.csv'));
  const away = await classifyRows(run, { source: 'new.csv' }, { context });
  const bare = await classifyRows(run, { source: 'bare.csv' }, { context });
  renameSync(path.join(folder, 'hidden.csv'), path.join(folder, 'train.csv'));
  expect(away).toEqual(before);
  expect(away.metrics!.rowCount).toBe(60);
  expect(bare.metrics).toBeUndefined();
  expect(bare.known).toBeUndefined();
  expect(bare.rowNames.names.slice(0, 2)).toEqual(['r0', 'r1']);
});

test('labels are matched by name, and two that are turned round are told', async () => {
  table('turned.csv', 60, { nameOf: (kind) => ['well', 'ill'][kind]! });
  const { metrics, notices } = await classifyRows(run, { source: 'turned.csv' }, { context });
  const wrong = Math.round(100 * (1 - metrics!.accuracy));
  expect(notices).toEqual([
    `${wrong} % of the answers are the other class than turned.csv says: its label may have well and ill turned round.`,
  ]);
  const evaluated = await evaluateRun(run, { context, source: 'turned.csv' });
  expect(evaluated.notices).toEqual(notices);
  table('other.csv', 60, { nameOf: (kind) => ['x', 'y'][kind]! });
  expect(await messageOf(() => classifyRows(run, { source: 'other.csv' }, { context }))).toBe(
    'other.csv: "x" of state is none of the classes that the model learned. Expected one of: well, ill.',
  );
});

test('rows of a class that never trained are ranked by every measure', async () => {
  table('odd.csv', 90, { kinds: 3 });
  const { unseen, metrics } = await classifyRows(run, { source: 'odd.csv' }, { context });
  expect(unseen).toMatchObject({ classes: ['odd'], rowCount: 30, otherCount: 60 });
  expect(Object.keys(unseen!.auroc)).toHaveLength(11);
  expect(unseen!.auroc['full-gaussian']).toBeGreaterThan(0.95);
  expect(metrics!.rowCount).toBe(60);
});

test('a table of the same kind is in the domain whatever its rows, and a shifted one is not', async () => {
  for (let seed = 0; seed < 10; seed++) {
    const source = table(`same-${seed}.csv`, 120);
    const { findings } = await classifyRows(run, { source }, { context });
    expect(findings).toMatchObject([{ id: 'out-of-domain', verdict: 'good' }]);
  }
  const source = table('shifted.csv', 120, { shift: 6 });
  const { findings } = await classifyRows(run, { source }, { context });
  expect(findings).toMatchObject([{ id: 'out-of-domain', verdict: 'problem' }]);
  const evaluated = await evaluateRun(run, { source, context });
  expect(evaluated.findings.find(({ id }) => id === 'out-of-domain')).toMatchObject({ verdict: 'problem' });
  const same = await evaluateRun(run, { source: 'same-0.csv', context });
  expect(same.findings.find(({ id }) => id === 'out-of-domain')).toMatchObject({ verdict: 'good' });
});

test('what cannot be answered is an error that says why', async () => {
  table('bare.csv', 60, { withLabel: false });
  expect(await messageOf(() => evaluateRun(run, { source: 'bare.csv', context }))).toBe(
    '--data: the head of the run tells state, and bare.csv has no such labels to measure it by. Expected new data with the label of the run, by the same name and rule. For answers without labels: elbo classify.',
  );
  writeFileSync(path.join(folder, 'narrow.csv'), 'id,a,b,c,d,e\nr0,1,2,3,4,5\n');
  expect(await messageOf(() => classifyRows(run, { source: 'narrow.csv' }, { context }))).toBe(
    '--data: the column "f" of the run is missing. Expected all 6 columns it was trained on, in any order.',
  );
  const architecture = { kind: 'dense', encoder: [4], latent: 2, decoder: [4] };
  const training = { epochs: 1, batchSize: 32 };
  const { run: headless } = await runExperiment(config({ architecture, training }), {
    runs: path.join(folder, 'runs'),
    configText: '',
    context,
  });
  expect(await messageOf(() => classifyRows(headless, { source: 'train.csv' }, { context }))).toBe(
    'config.architecture: the model has no head, so it tells no label of rows. Train one with architecture.kind: classifier-head and data.label.',
  );
  const told = { rowNames: { header: 'id', names: ['a', 'b', 'a'] } };
  expect(rowNamed(told, 'b')).toBe(1);
  expect(await messageOf(() => rowNamed(told, 'c'))).toBe(
    '--row: no row is named "c". Expected one of the 3 names in the column "id".',
  );
  expect(await messageOf(() => rowNamed(told, 'a'))).toBe(
    '--row: 2 rows are named "a". Expected one of the 3 names in the column "id".',
  );
});

test('a table of answers has texts in front of its numbers, and a row has a page of its own', async () => {
  const told = await classifyRows(run, { source: 'train.csv' }, { context, sigmas: 3 });
  const answers = path.join(folder, 'answers.csv');
  await saveTable(answers, labelTable(told), true);
  const [header, first] = readFileSync(answers, 'utf8').split('\n');
  expect(header).toMatch(
    /^id,class,known,why,classIndex,p\(well\),p\(ill\),z0,z1,sigmas,insideLiteral,insideMatched,confidence,gaussian-ball\.distance,/,
  );
  expect(first).toMatch(/^r0,(ill|well),ill,"?It lies /);
  const card = cardOfRow(run, told, 0, 3);
  expect(card).toMatchObject({ rowName: 'r0', labelName: 'state', known: 'ill', classes: ['well', 'ill'] });
  expect(card.circles!.map(({ name }) => name)).toEqual(['3 sigma', 'as much as in one dimension']);
  expect(card.measures).toHaveLength(11);
  // The nearest rows of train, by their ids.
  expect(card.neighbours).toHaveLength(8);
  expect(card.neighbours[0]!.name).toMatch(/^r\d+$/);
  expect(cardDocument(card).sections.map(({ title }) => title)).toEqual([
    'Answer',
    'Inside the domain?',
    'Where it lies',
    'Nearest train rows',
    'Every measure',
  ]);
  const page = path.join(folder, 'card.html');
  await writeRowCard(page, card);
  expect(existsSync(page)).toBe(true);
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('This row among train rows');
  expect(html).not.toMatch(/(src|href)="https?:/);
});
