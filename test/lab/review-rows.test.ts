import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageShapeOf, readRowReview } from '../../src/lab/review-rows.ts';
import { inFolder, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { smallDataset } from '../small-dataset.ts';

test('a finished run keeps rows beside their reconstructions', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig(), runs);
    const review = readRowReview(run)!;
    expect(review).toMatchObject({ split: 'test', rowCount: 40, splitRowCount: 40 });
    expect(Object.keys(review.values)).toEqual(['dnam', 'k9', 'k27', 'expression']);
    expect(review.best).toHaveLength(5);
    expect(review.best[0]!.reconstruction).toBeLessThan(review.worst[0]!.reconstruction);
    const report = readFileSync(run.file('report.md'), 'utf8');
    for (const title of ['## Samples', '## Rows', 'Reconstructions over the data, test'])
      expect(report).toContain(title);
  });
});

test('values are kept in the units of the data', async () => {
  await inFolder(async (runs) => {
    const standardize = { kind: 'divide', by: 10 };
    const config = smallConfig({
      data: { source: { simulated: { rows: 200, columns: 50 } }, standardize },
      likelihood: { kind: 'gaussian' },
    });
    const { run } = await start(config, runs);
    const review = readRowReview(run)!;
    expect(Math.max(...review.worst.flatMap(({ truth }) => truth))).toBe(1);
    expect(review.values.dnam).toMatchObject({ kind: 'values', range: [expect.any(Number), 1] });
  });
});

test('rows are images where one modality has height, width and one or three channels', () => {
  const dataset = smallDataset('bits');
  const modalities = [{ name: 'data', start: 0, count: 784 }];
  const shapeOf = (rowShape: readonly number[], given = modalities) =>
    imageShapeOf({ ...dataset, rowShape, modalities: given });
  expect(shapeOf([28, 28, 1])).toEqual({ imageShape: [28, 28, 1] });
  expect(shapeOf([32, 32, 3])).toEqual({ imageShape: [32, 32, 3] });
  for (const shape of [[784], [28, 28, 2], [1, 784, 1]]) expect(shapeOf(shape)).toEqual({});
  expect(shapeOf([8, 100, 1], dataset.modalities as typeof modalities)).toEqual({});
});
