import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Dataset, Labels } from '../../../src/data/dataset.ts';
import { classSkill, fitClassBaselines } from '../../../src/diagnose/baselines/class-baselines.ts';
import { fitLogisticRegression } from '../../../src/diagnose/baselines/logistic-regression.ts';
import { classificationMetrics } from '../../../src/diagnose/classification/classification-metrics.ts';
import { sharedData } from '../../shared-data.ts';

const wdbcPath = sharedData('wdbc/wdbc.data');
const digitsPath = sharedData('digits/optdigits.tes');
const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
const cellsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(','));

const datasetOf = (rows: readonly (readonly number[])[], labels: Labels): Dataset & { readonly labels: Labels } => ({
  name: 'made',
  rowCount: rows.length,
  featureCount: rows[0]!.length,
  rowShape: [rows[0]!.length],
  columns: rows[0]!.map((_, j) => `column${j}`),
  modalities: [{ name: 'data', start: 0, count: rows[0]!.length }],
  values: { kind: 'float32', data: Float32Array.from(rows.flat()) },
  labels,
  notices: [],
});

function standardized(rows: readonly (readonly number[])[], trainCount: number): number[][] {
  const train = rows.slice(0, trainCount);
  const means = rows[0]!.map((_, j) => train.reduce((sum, row) => sum + row[j]!, 0) / trainCount);
  const widths = means.map((mean, j) =>
    Math.sqrt(train.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / trainCount),
  );
  return rows.map((row) => row.map((value, j) => (value - means[j]!) / widths[j]!));
}

// scikit-learn 1.9.1, train 400, validation 50, test 119 rows in file order, z-scored on train: LogisticRegression(C=1),
// KNeighborsClassifier (49 of 50 validation rows right with 3, 5, 9 or 25 neighbours, 47 with 1 or 15), PCA(2)
test.skipIf(wdbcPath === undefined)('breast cancer: every baseline is that of scikit-learn', async () => {
  const cells = cellsOf(wdbcPath!);
  const rows = standardized(
    cells.map((row) => row.slice(2).map((cell) => Math.fround(Number(cell)))),
    400,
  );
  const values = Int32Array.from(cells, (row) => Number(row[1] === 'M'));
  const dataset = datasetOf(rows, { name: 'diagnosis', classes: ['B', 'M'], values });
  const fitted = await fitClassBaselines(dataset, { train: range(0, 400), validation: range(400, 450) }, 2);
  expect(fitted).toMatchObject({ neighbourCount: 3, componentCount: 2, rowsUsed: { logistic: 400, neighbours: 400 } });
  const { majority, logistic, neighbours, components } = (await fitted.evaluate(range(450, 569)))!;
  expect(majority.accuracy).toBeCloseTo(0.773109243697479, 12);
  expect(majority.logLoss).toBeCloseTo(0.6281513146732841, 12);
  expect(logistic.accuracy).toBeCloseTo(0.9663865546218487, 12);
  expect(logistic.logLoss).toBeCloseTo(0.0949898737369823, 5);
  expect(logistic.auroc).toBeCloseTo(0.998389694041868, 8);
  expect(neighbours.accuracy * 119).toBeCloseTo(111, 10);
  expect(components.logLoss).toBeCloseTo(0.11605445663386141, 4);
  expect(components.accuracy).toBeCloseTo(0.9663865546218487, 12);
});

// scikit-learn 1.9.1: StandardScaler and LogisticRegression(C=1) on the first 1437 rows; three columns are constant
test.skipIf(digitsPath === undefined)('digits: logistic regression is that of scikit-learn', async () => {
  const cells = cellsOf(digitsPath!).map((row) => row.map(Number));
  const matrix = (rows: number[][]) => ({
    rows: rows.length,
    columns: 64,
    data: Float32Array.from(rows.flatMap((row) => row.slice(0, 64))),
  });
  const targets = Int32Array.from(cells, (row) => row[64]!);
  const fit = await fitLogisticRegression(matrix(cells.slice(0, 1437)), targets.slice(0, 1437), 10);
  const probabilities = await fit.probabilities(matrix(cells.slice(1437)));
  const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
  const metrics = classificationMetrics({ classes, targets: targets.slice(1437), probabilities })!;
  expect(metrics.accuracy).toBeCloseTo(0.8972222222222223, 12);
  expect(metrics.logLoss).toBeCloseTo(0.3475909080869164, 4);
});

const made = datasetOf(
  Array.from({ length: 30 }, (_, i) => [i % 3, Math.sin(i)]),
  {
    name: 'kind',
    classes: ['a', 'b'],
    values: Int32Array.from({ length: 30 }, (_, i) => (i === 5 ? -1 : Number(i % 3 > 0))),
  },
);

test('rows without a class neither train nor count', async () => {
  const fitted = await fitClassBaselines(made, { train: range(0, 20), validation: range(20, 20) }, 1);
  expect(fitted.rowsUsed).toEqual({ logistic: 19, neighbours: 19 });
  expect((await fitted.evaluate(range(4, 8)))!.logistic.rowCount).toBe(3);
  expect(await fitted.evaluate(range(5, 6))).toBeUndefined();
  expect((await fitted.predict(range(5, 6))).majority).toHaveLength(2);
});

test('skill is measured from the best of the baselines', async () => {
  const fitted = await fitClassBaselines(made, { train: range(0, 20), validation: range(20, 25) }, 1);
  const baselines = (await fitted.evaluate(range(20, 30)))!;
  const [name, metrics] = Object.entries(baselines).reduce((a, b) => (b[1].logLoss < a[1].logLoss ? b : a));
  const half = { ...metrics, logLoss: metrics.logLoss / 2 };
  expect(classSkill(half, baselines).logLoss).toEqual({ best: name, value: metrics.logLoss, skill: 0.5 });
  // Where a baseline makes no mistake there is no way to go.
  expect(baselines.logistic.mcc).toBe(1);
  expect(classSkill(half, baselines).mcc).toEqual({ best: 'logistic', value: 1 });
  const trivial = {
    ...baselines,
    logistic: baselines.majority,
    neighbours: baselines.majority,
    components: baselines.majority,
  };
  expect(classSkill(baselines.logistic, trivial).mcc).toEqual({ best: 'majority', value: 0, skill: 1 });
});
