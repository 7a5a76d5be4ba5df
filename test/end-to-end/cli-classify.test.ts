import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { elbo, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
const TRAIN = [
  'train',
  'wdbc/encoder-decoder-then-head-simulated',
  'training.epochs=5',
  'threads=1',
  '--json',
  '--quiet',
];
let run: string;

beforeAll(async () => {
  const { code, stdout, stderr } = await elbo(TRAIN, folder);
  expect(code, stderr).toBe(0);
  run = (JSON.parse(stdout) as RunAnswer).path;
});

test('classify tells rows in one document, in a file and on a page', async () => {
  const words = ['classify', run, '--split', 'test', '-o', 'told.csv', '--json'];
  const { code, stdout, stderr } = await elbo(words, folder);
  expect(code, stderr).toBe(0);
  const { label, rows, metrics, sigmas } = JSON.parse(stdout) as {
    label: object;
    rows: { row: number; class: string; probabilities: Record<string, number>; latentMean: number[]; domain: object }[];
    metrics: { rowCount: number };
    sigmas: number;
  };
  expect(label).toMatchObject({ task: 'binary', classes: ['benign', 'malignant'] });
  expect(sigmas).toBe(2);
  expect(rows).toHaveLength(metrics.rowCount);
  expect(Object.keys(rows[0]!.probabilities)).toEqual(['benign', 'malignant']);
  expect(rows[0]!.latentMean).toHaveLength(2);
  expect(Object.keys(rows[0]!.domain)).toEqual(['sigmas', 'insideLiteral', 'insideMatched', 'confidence', 'why']);
  expect(readFileSync(path.join(folder, 'told.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(rows.length + 1);
  const card = ['classify', run, '--split', 'test', '--card', 'card.html', '--row', String(rows[0]!.row)];
  const page = await elbo(card, folder);
  expect(page.code, page.stderr).toBe(0);
  expect(page.stdout.trimEnd().split('\n').at(-1)).toBe('Written: card.html');
  expect(page.stdout).toMatch(
    /Of 171 rows \d+ \([\d.]+ %\) lie inside the matched radius and \d+ \([\d.]+ %\) inside the literal one\./,
  );
  expect(existsSync(path.join(folder, 'card.html'))).toBe(true);
});

test.each([
  [
    [],
    'elbo classify: it is not said which rows to take. Expected --data with a file, or --split with one of train, validation and test.',
  ],
  [['--split', 'test', '--card', 'x.htm'], '--card: "x.htm" has another ending. Expected .html.'],
  [['--split', 'test', '--card', 'x.html'], '--card: it is of one row, and there are 171. Name one with --row.'],
  [['--split', 'test', '--row', '3'], '--row: it goes with --card.'],
  [['--split', 'test', '--sigmas', '-1'], '--sigmas: "-1" does not fit. Expected a number above 0, at most 8.'],
])('classify with %j is refused', async (words, message) => {
  const { code, stderr } = await elbo(['classify', run, ...words], folder);
  expect(stderr.trimEnd()).toBe(message);
  expect(code).toBe(2);
});

test.each([
  [[], 'elbo relevance: a config or a recipe is missing. "elbo recipes" lists the recipes.'],
  [['first-run', '--skill', '2'], '--skill: "2" does not fit. Expected a number between 0 and 1.'],
  [['first-run', '--drop', '0'], '--drop: "0" does not fit. Expected a whole number of at least 1.'],
  [['first-run', '--resume', 'x'], '--resume: it goes without a config: the study has its own.'],
])('relevance with %j is refused', async (words, message) => {
  const { code, stderr } = await elbo(['relevance', ...words], folder);
  expect(stderr.trimEnd()).toBe(message);
  expect(code).toBe(2);
});

test('a study prints what its heads answer, beside simple classifiers', async () => {
  const { code, stdout, stderr } = await elbo(
    [
      ...TRAIN.filter((word) => word !== '--json'),
      'folds=2',
      'data.source.simulatedTable.rows=80',
      'training.epochs=1',
    ],
    folder,
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^test +the model, sampling off +40 +[\d.]+ ± [\d.]+/m);
  expect(stdout).toMatch(/^test +logistic regression +40 /m);
});

test('a study of seeds and a study of columns are gone on with by their own commands', async () => {
  const small = ['data.source.simulatedTable.rows=120', 'seeds=1', 'training.epochs=2', 'threads=1', '--quiet'];
  const columns = await elbo(['relevance', 'wdbc/relevance-simulated', ...small, '--keep', '30', '--json'], folder);
  expect(columns.code, columns.stderr).toBe(0);
  const { path: study, seeds } = JSON.parse(columns.stdout) as { path: string; seeds: { rounds: object[] }[] };
  expect(seeds[0]!.rounds).toHaveLength(1);
  const wrong = await elbo(['train', '--resume', study], folder);
  expect(wrong.stderr.trimEnd()).toBe(
    `${study}: this is a study of columns. Go on with elbo relevance --resume ${study}.`,
  );
  const again = await elbo(['relevance', '--resume', study, '--json'], folder);
  expect(again.code, again.stderr).toBe(0);
  const report = await elbo(['report', study], folder);
  expect(report.stdout.trimEnd()).toBe(path.join(study, 'report.md'));
});
