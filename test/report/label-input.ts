/** A run with a head, made by hand. The latent falls to a line at epoch 3, and its second unit dies at epoch 4; epoch 2 is the best. */
import type { ReportInput } from '../../src/report/report-input.ts';
import type { EpochRecord, TermAverages } from '../../src/store/run-record.ts';
import { sampleInput } from './sample-input.ts';

const LABEL = { name: 'kind', task: 'binary' } as const;

export function labelTerms(accuracy: number, variances: readonly number[], dimensions: number): TermAverages {
  const scores = { accuracy, f1: accuracy - 0.1 };
  return {
    ...{ loss: 1, negativeElbo: 1, reconstruction: 0.5, kl: 0.5, weightedKl: 0.5, perModality: { kind: 0.5 } },
    label: { mean: scores, sampled: { accuracy: accuracy - 0.2 }, meanVariancePerUnit: variances, dimensions },
  };
}

export const labelRecords: readonly EpochRecord[] = [
  [0.6, 0.5, 1.6],
  [0.9, 0.3, 1.3],
  [0.8, 0.2, 1.05],
  [0.9, 0.001, 1.01],
].map(([accuracy, second, dimensions], index) => {
  const own = labelTerms(accuracy!, [0.7, second!], dimensions!);
  const base = { epoch: index + 1, step: index + 1, phase: 'joint', learningRate: 0.1, weights: { kl: 1 } };
  return { ...base, running: own, train: own, test: own };
});

/** The same with other test accuracies. */
export const withTest = (...accuracies: readonly number[]): readonly EpochRecord[] =>
  labelRecords.map((record, index) => ({ ...record, test: labelTerms(accuracies[index]!, [0.7, 0.3], 1.3) }));

export function labelInput(records: readonly EpochRecord[] = labelRecords): ReportInput {
  const sample = sampleInput();
  return { ...sample, epochs: records, evaluation: { ...sample.evaluation, label: LABEL } };
}
