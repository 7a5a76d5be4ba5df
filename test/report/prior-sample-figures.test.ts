import { expect, test } from 'vitest';
import { priorSampleFigures, priorSamplePicture } from '../../src/report/prior-sample-figures.ts';
import { sampleInput } from './sample-input.ts';

const input = sampleInput();

test('each epoch looked at is a row, the finished model in the place of the last, and rows of the data end it', () => {
  const figure = priorSampleFigures(input)['prior-samples']!;
  const spec = JSON.stringify(figure.spec);
  const labels = ['epoch 1', 'finished', 'rows of validation'];
  for (const label of labels) expect(spec).toContain(`"${label}"`);
  expect(spec).not.toContain('epoch 40');
  expect(figure.data.pictures).toHaveLength(labels.length);
  expect(figure.subtitle![0]).toBe('the same 3 draws from the standard normal, decoded after each epoch named');
});

test('a training that was cut off shows the epochs it reached', () => {
  const priorSamples = input.priorSamples!.slice(0, 2);
  const spec = JSON.stringify(priorSampleFigures({ ...input, priorSamples })['prior-samples']!.spec);
  expect(spec).toContain('epoch 40');
  expect(spec).not.toContain('finished');
});

test('images stand beside each other, one a draw', () => {
  const imageShape = [7, 43, 1] as const;
  const cells = [{ name: 'k27', start: 0, count: 301, columnsPerCell: 1, range: [0, 1] as const }];
  const modalities = [{ name: 'k27', start: 0, count: 301 }];
  const evaluation = { ...input.evaluation, modalities };
  const frame = { ...input.rows!, imageShape, cells, some: [new Array<number>(301).fill(1)] };
  const figure = priorSampleFigures({ ...input, evaluation, rows: frame })['prior-samples']!;
  // Two moments of three draws, and the one row of data that is kept.
  expect(figure.data.pictures).toHaveLength(7);
  const picture = priorSamplePicture(frame, modalities, input.priorSamples![0]!.rows);
  expect([picture.width, picture.height]).toEqual([3 * 43, 7]);
});

test('without samples there is nothing to draw', () => {
  expect(priorSampleFigures({ ...input, priorSamples: [] })).toEqual({});
});
