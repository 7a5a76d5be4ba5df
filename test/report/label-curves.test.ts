import { expect, test } from 'vitest';
import { labelCurveBlocks, labelCurveFigures } from '../../src/report/label-curves.ts';
import type { ReportInput } from '../../src/report/report-input.ts';
import type { EpochRecord, TermAverages } from '../../src/store/run-record.ts';
import { sampleInput } from './sample-input.ts';

const LABEL = { name: 'kind', task: 'binary' } as const;

function terms(accuracy: number, variances: readonly number[], dimensions: number): TermAverages {
  const scores = { accuracy, f1: accuracy - 0.1 };
  return {
    ...{ loss: 1, negativeElbo: 1, reconstruction: 0.5, kl: 0.5, weightedKl: 0.5, perModality: { kind: 0.5 } },
    label: { mean: scores, sampled: { accuracy: accuracy - 0.2 }, meanVariancePerUnit: variances, dimensions },
  };
}

/** The latent falls to a line at epoch 3, and its second unit dies at epoch 4; epoch 2 is the best. */
const epochs: EpochRecord[] = [
  [0.6, 0.5, 1.6],
  [0.9, 0.3, 1.3],
  [0.8, 0.2, 1.05],
  [0.9, 0.001, 1.01],
].map(([accuracy, second, dimensions], index) => {
  const own = terms(accuracy!, [0.7, second!], dimensions!);
  const base = { epoch: index + 1, step: index + 1, phase: 'joint', learningRate: 0.1, weights: { kl: 1 } };
  return { ...base, running: own, train: own, test: own };
});

const input = (records: readonly EpochRecord[] = epochs): ReportInput => {
  const sample = sampleInput();
  return { ...sample, epochs: records, evaluation: { ...sample.evaluation, label: LABEL } };
};

test('accuracy is drawn with sampling off and on, and the best epoch is marked', () => {
  const { 'label-accuracy': accuracy } = labelCurveFigures(input());
  const lines = new Set(accuracy!.data.lines!.map(({ line }) => line));
  expect([...lines]).toEqual(['train, sampling off', 'train, sampling on', 'test, sampling off', 'test, sampling on']);
  expect(accuracy!.data.lines!.every(({ group }) => group === 'train' || group === 'test')).toBe(true);
  expect(accuracy!.data.marks).toEqual([{ x: 2, label: 'best on test, 2', isLeft: true }]);
});

test('in words: the best epoch, and when the latent falls to one dimension', () => {
  expect(labelCurveBlocks(input()).map((block) => (block.kind === 'text' ? block.text : ''))).toEqual([
    'With sampling off the highest accuracy, 90.00 %, on test is first reached at epoch 2. It is read off, not chosen: as a choice it would have been made on test.',
    'From epoch 3 on train rows lie on a line: the latent has fallen to one dimension (at the end 1.01 directions, with 1 of 2 units active). By units: unit 2 is not active from epoch 4 on.',
  ]);
});

test('a validation split decides where there is one', () => {
  const records = epochs.map((record) => ({ ...record, validation: terms(record.epoch / 10, [1, 1], 2) }));
  expect(labelCurveBlocks(input(records))[0]).toEqual({
    kind: 'text',
    text: 'With sampling off the highest accuracy, 40.00 %, on validation is first reached at epoch 4.',
  });
});

test('of ten thousand epochs a thousand are drawn, with the best and the last, and the figure says so', () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({ ...epochs[index === 4322 ? 1 : 0]!, epoch: index + 1 }));
  const { 'label-accuracy': accuracy } = labelCurveFigures(input(many));
  const drawn = accuracy!.data.lines!.filter(({ line }) => line === 'train, sampling off').map(({ x }) => x);
  expect(drawn).toHaveLength(912);
  expect(drawn).toContain(4323);
  expect(drawn.at(-1)).toBe(10_001);
  expect(accuracy!.subtitle).toContain('912 of 10001 evaluated epochs are drawn');
});

test('a model without a head has no such curves', () => {
  expect(labelCurveFigures(sampleInput())).toEqual({});
  expect(labelCurveBlocks(sampleInput())).toEqual([]);
});
