import { expect, test } from 'vitest';
import { labelCurveFigures } from '../../src/report/label-curves.ts';
import { labelInput, labelRecords, withTest } from './label-input.ts';
import { sampleInput } from './sample-input.ts';

test('accuracy is drawn with sampling off and on, and the best epoch is marked', () => {
  const { 'label-accuracy': accuracy } = labelCurveFigures([labelInput()]);
  const lines = new Set(accuracy!.data.lines!.map(({ line }) => line));
  expect([...lines]).toEqual(['train, sampling off', 'train, sampling on', 'test, sampling off', 'test, sampling on']);
  expect(accuracy!.data.lines!.every(({ group }) => group === 'train' || group === 'test')).toBe(true);
  expect(accuracy!.data.marks).toMatchObject([{ x: 2, label: 'best on test, 2', isLeft: true }]);
});

test('the epoch that early stopping went back to is marked beside the best one, on a line of its own', () => {
  const { 'label-accuracy': accuracy } = labelCurveFigures([{ ...labelInput(), restoredEpoch: 3 }]);
  const [best, restored] = accuracy!.data.marks!;
  expect(restored).toMatchObject({ x: 3, label: 'the model, 3', isLeft: false });
  expect(Number(restored!.labelAt)).toBeGreaterThan(Number(best!.labelAt));
});

test('several runs are drawn as their mean within lowest and highest, and the best mean is marked', () => {
  const runs = [withTest(0.5, 0.6, 0.9, 0.8), withTest(0.5, 0.8, 0.7, 0.9)].map(labelInput);
  const { 'label-accuracy': accuracy, 'latent-variance': variance } = labelCurveFigures(runs);
  const points = accuracy!.data.lines!.filter(({ line }) => line === 'test, sampling off');
  expect(points[1]).toMatchObject({ x: 2, y: 0.7, low: 0.6, high: 0.8 });
  expect(accuracy!.subtitle).toContain('line: mean of 2 runs; band: lowest to highest');
  expect(accuracy!.data.marks).toMatchObject([{ x: 4, label: 'best on test, 4' }]);
  // A unit of one run is not that unit of another.
  expect([...new Set(variance!.data.lines!.map(({ line }) => line))]).toEqual(['the widest', 'number 2']);
});

test('of ten thousand epochs a thousand are drawn, with the best and the last, and the figure says so', () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({
    ...labelRecords[index === 4322 ? 1 : 0]!,
    epoch: index + 1,
  }));
  const { 'label-accuracy': accuracy } = labelCurveFigures([labelInput(many)]);
  const drawn = accuracy!.data.lines!.filter(({ line }) => line === 'train, sampling off').map(({ x }) => x);
  expect(drawn).toHaveLength(912);
  expect(drawn).toContain(4323);
  expect(drawn.at(-1)).toBe(10_001);
  expect(accuracy!.subtitle).toContain('912 of 10001 evaluated epochs are drawn');
});

test('a model without a head has no such curves', () => {
  expect(labelCurveFigures([sampleInput()])).toEqual({});
});
