/** Classifiers of every strategy, from config to report. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runMetrics } from '../../src/lab/metrics.ts';
import { readFindings, readSummary } from '../../src/lab/run-files.ts';
import { strategies } from '../../src/vae/strategy/strategy.ts';
import { inFolder, start } from './small-experiment.ts';

const config = (architecture: object, strategy: string, data: object = {}) =>
  resolveConfig({
    name: 'classifier',
    data: {
      source: { simulatedTable: { rows: 150, columns: 6 } },
      split: { by: 'stratified', train: 0.6, validation: 0.2, test: 0.2 },
      standardize: 'z-score',
      ...data,
    },
    architecture: { kind: 'classifier-head', encoder: [6], latent: 2, activation: 'elu', ...architecture },
    likelihood: 'gaussian',
    objective: { kind: 'beta', beta: 0.1 },
    strategy,
    training: { optimizer: { kind: 'adam', learningRate: 0.02 }, batchSize: 30, epochs: 10 },
    evaluation: { everyEpochs: 5 },
    threads: 1,
  });

async function ran(given: ReturnType<typeof config>, table?: string) {
  return inFolder(async (runs) => {
    if (table !== undefined) writeFileSync(path.join(runs, 'table.csv'), table);
    const { run } = await start(given, runs);
    const { evaluation, effectiveBeta } = readSummary(run);
    return {
      evaluation,
      metrics: runMetrics(evaluation, effectiveBeta),
      findings: readFindings(run),
      report: readFileSync(run.file('report.md'), 'utf8'),
    };
  });
}

describe('a classifier with a decoder', () => {
  test.each(Object.keys(strategies))('%s ends with a report of columns and label', async (strategy) => {
    const { metrics, report, findings } = await ran(config({ decoder: [6] }, strategy));
    expect(metrics.test!.classification).toMatchObject({ rows: expect.any(Number), classes: ['A', 'B'] });
    expect(report).toContain('## Label');
    expect(report).toContain('| test | logistic regression |');
    expect(findings.find(({ id }) => id === 'beats-baseline')!.title).toContain('Of the label: ');
  });
});

describe('a classifier without a decoder', () => {
  test('speaks of classes where others speak of columns', async () => {
    const { metrics, report, findings, evaluation } = await ran(config({}, 'variational-classifier'));
    const { classification } = metrics.test!;
    expect(Object.keys(classification!.baselines!)).toEqual(['majority', 'logistic', 'neighbours', 'components']);
    expect(classification!.sampled!.accuracy).toBeGreaterThan(0);
    expect(classification!.chosen!.threshold).toBeGreaterThan(0);
    expect(classification!.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(classification!.rows);
    expect(evaluation.label).toEqual({ name: classification!.label, task: 'binary' });
    expect(report).not.toContain('column means');
    expect(report).toContain('by the shares of the classes on train');
    expect(JSON.stringify(findings)).not.toContain('column means');
  });

  test('tells more than two classes', async () => {
    const rows = Array.from({ length: 150 }, (_, row) => `${row % 3},${(row * 7) % 11},${row % 5},${'abc'[row % 3]}`);
    const table = `x,y,z,kind\n${rows.join('\n')}\n`;
    const { metrics, report } = await ran(
      config({}, 'joint', { source: 'table.csv', label: 'kind', columns: { include: ['y', 'z'] } }),
      table,
    );
    expect(metrics.test!.classification!.classes).toHaveLength(3);
    expect(metrics.test!.classification!.chosen).toBeUndefined();
    expect(report).toContain('F1 and the areas are means over classes.');
  });

  test('tells a number where it is asked to', async () => {
    const { metrics, report } = await ran(
      config({ task: 'regression' }, 'variational-classifier', { label: { names: { A: '1', B: '4' } } }),
    );
    expect(metrics.test!.regression!.meanSquaredError).toBeGreaterThan(0);
    expect(metrics.test!.classification).toBeUndefined();
    expect(report).toContain('root mean square error');
    expect(report).not.toContain('shares of the classes');
  });
});
