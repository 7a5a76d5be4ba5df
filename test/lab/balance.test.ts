/** Balanced rows, from a config to what a run keeps. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SplitEvaluation } from '../../src/diagnose/evaluation.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runMetrics } from '../../src/lab/metrics.ts';
import type { RunSummary } from '../../src/lab/run-files.ts';
import { inFolder, SMALL_EXPERIMENT, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { expectClose } from '../float64.ts';

const balancedData = (balance: unknown) => ({
  ...SMALL_EXPERIMENT.data,
  label: 'expression',
  modalities: { marks: '0..149', expression: ['expression'] },
  balance,
});
const prepared = (balance: unknown) =>
  prepareExperiment(resolveConfig({ ...SMALL_EXPERIMENT, data: balancedData(balance) }), { baseFolder: '.' });

test('a balanced run trains on other rows and is judged on the same ones', async () => {
  const plain = await prepared('none');
  const balanced = await prepared({ by: 'expression', splits: 'train' });
  expect(balanced.split.train.length).toBeLessThan(plain.split.train.length);
  expect([balanced.split.validation, balanced.split.test]).toEqual([plain.split.validation, plain.split.test]);
  const { balance, ...same } = balanced.fingerprints;
  expect(same).toEqual(plain.fingerprints);
  expect(balance).toMatch(/^[0-9a-f]{64}$/);
  const { before, after } = balanced.balance!.counts.train!;
  expect(after[0]).toBe(Math.min(...Object.values(before)));
  expect(balanced.dataset.notices.at(-1)).toBe(
    `Balanced by expression, by leaving rows out: train had ${before[0]} of class 0, ${before[1]} of class 1, and has ${after[0]} of class 0, ${after[1]} of class 1.`,
  );
});

test('with test rows balanced too the split is another one; repeated rows are used once in what is described', async () => {
  const plain = await prepared('none');
  const over = await prepared({ method: 'over', splits: 'all' });
  expect(over.fingerprints.split).not.toBe(plain.fingerprints.split);
  expect(over.split.train.length).toBeGreaterThan(plain.split.train.length);
  expect(over.description.split!.unusedCount).toBe(plain.description.split!.unusedCount);
});

test('a label learned on balanced rows is read with its prior corrected on held-out rows: report and summary', async () => {
  const config = smallConfig({
    data: balancedData({ method: 'over' }),
    training: { ...SMALL_EXPERIMENT.training, epochs: 1 },
  });
  await inFolder(async (runs) => {
    const { run } = await start(config, runs);
    const { evaluation, effectiveBeta } = run.read('summary') as RunSummary;
    const { train, test: held } = evaluation.splits as Record<string, SplitEvaluation>;
    expect(train!.perModality.expression!.priorCorrected).toBeUndefined();
    const { priorCorrected, binary, reconstruction } = held!.perModality.expression!;
    expect(priorCorrected!.trainedShare).toBe(0.5);
    expect(priorCorrected!.trueShare).not.toBe(0.5);
    expectClose([priorCorrected!.rawCrossEntropy], [reconstruction], 0.01);
    expectClose([priorCorrected!.binary.auroc!], [binary!.auroc!], 1e-12);
    const { expression } = runMetrics(evaluation, effectiveBeta).test!.perModality;
    const { trueShare, crossEntropy, binary: scores } = priorCorrected!;
    expect(expression!.priorCorrected).toMatchObject({
      trueShare,
      crossEntropy,
      classification: { brier: scores.brier, accuracy: scores.atHalf.accuracy },
    });
    const report = readFileSync(run.file('report.md'), 'utf8');
    expect(report).toContain('share of ones, trained on');
    expect(report).toContain('Train rows were balanced by this label');
  });
});

test('of a label that is hidden from the encoder, what is predicted there is corrected', async () => {
  const masking = { kind: 'fixed-modality', modality: 'expression' };
  const training = { ...SMALL_EXPERIMENT.training, epochs: 1 };
  const config = smallConfig({ data: balancedData({ by: 'expression' }), masking, training });
  await inFolder(async (runs) => {
    const { run } = await start(config, runs);
    const { splits } = (run.read('summary') as RunSummary).evaluation;
    const { hidden, priorCorrected } = splits.test!.perModality.expression!;
    expectClose([priorCorrected!.rawCrossEntropy], [hidden!.reconstruction], 0.01);
  });
});

test('a prior is corrected for classes of any name', async () => {
  const data = { ...SMALL_EXPERIMENT.data, balance: { by: 'expression' } };
  const config = smallConfig({ data, training: { ...SMALL_EXPERIMENT.training, epochs: 1 } });
  await inFolder(async (runs) => {
    const { run } = await start(config, runs);
    const { splits } = (run.read('summary') as RunSummary).evaluation;
    const { trueShare, trainedShare } = splits.test!.perModality.expression!.priorCorrected!;
    expect(trainedShare).toBe(0.5);
    expect(trueShare).toBeLessThan(0.5);
    expect(readFileSync(run.file('report.md'), 'utf8')).toContain('of class silent');
  });
});
