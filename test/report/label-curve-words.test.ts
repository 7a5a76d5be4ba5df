import { expect, test } from 'vitest';
import { labelCurveBlocks } from '../../src/report/label-curve-words.ts';
import type { ReportInput } from '../../src/report/report-input.ts';
import { labelInput, labelRecords, labelTerms, withTest } from './label-input.ts';
import { sampleInput } from './sample-input.ts';

const texts = (inputs: readonly ReportInput[], overlap?: number) =>
  labelCurveBlocks(inputs, overlap).flatMap((block) => (block.kind === 'text' ? [block.text] : []));

test('of one run: the best epoch, and when the latent falls to one dimension', () => {
  expect(texts([labelInput()])).toEqual([
    'With sampling off the highest accuracy, 90.00 %, is first reached at epoch 2 on test, the highest F1, 0.8000, is first reached at epoch 2. This is read off, not chosen: as a choice it would have been made on test.',
    'From epoch 3 on train rows lie on a line: the latent has fallen to one dimension (at the end 1.01 directions, with 1 of 2 units active). By units: unit 2 is not active from epoch 4 on.',
  ]);
});

test('a validation split decides where there is one', () => {
  const records = labelRecords.map((record) => ({ ...record, validation: labelTerms(record.epoch / 10, [1, 1], 2) }));
  expect(texts([labelInput(records)])[0]).toBe(
    'With sampling off the highest accuracy, 40.00 %, is first reached at epoch 4 on validation, the highest F1, 0.3000, is first reached at epoch 4.',
  );
});

test('of several runs: the epoch of the best mean beside what single runs have at their own best', () => {
  const runs = [withTest(0.5, 0.6, 0.9, 0.8), withTest(0.5, 0.8, 0.7, 0.9)].map(labelInput);
  expect(texts(runs)).toEqual([
    'With sampling off the mean over runs on test is best at epoch 4: 85 ± 64 %. Single runs are best at epochs 3 to 4, where they have 90.00 % on average: the best of many looks, which no epoch keeps for all runs. This is read off, not chosen: as a choice it would have been made on test.',
    'In 2 of 2 runs train rows lie on a line at the end, from epoch 3 on: the latent has fallen to one dimension.',
    'Over epochs, means over runs ± half the width of their 95 % interval, sampling off unless it says on; marked: the epoch of the best mean on test.',
  ]);
  const table = labelCurveBlocks(runs).find((block) => block.kind === 'table')!.table;
  const row = table.rows.find(([epoch, split]) => epoch === 4 && split === 'test')!;
  expect(row.slice(0, 4)).toEqual([4, 'test', 'best', undefined]);
  expect(row[4]).toMatchObject({ mean: expect.closeTo(0.85, 12), count: 2 });
});

test('of many epochs ten are told, spread by their logarithms, with the best', () => {
  const many = Array.from({ length: 1000 }, (_, index) => ({
    ...labelRecords[index === 699 ? 1 : 0]!,
    epoch: index + 1,
  }));
  const table = labelCurveBlocks([labelInput(many), labelInput(many)]).find((block) => block.kind === 'table')!.table;
  const epochs = [...new Set(table.rows.map(([epoch]) => epoch))];
  expect(epochs).toEqual([1, 2, 5, 10, 22, 46, 100, 215, 464, 700, 1000]);
});

test('a run that ended earlier counts where it was evaluated, and the best epoch is one that all have', () => {
  const runs = [labelInput(withTest(0.5, 0.6, 0.7, 0.9)), labelInput(labelRecords.slice(0, 2))];
  expect(texts(runs)[0]).toContain('is best at epoch 2:');
  const table = labelCurveBlocks(runs).find((block) => block.kind === 'table')!.table;
  expect(table.rows.find(([epoch]) => epoch === 4)!.slice(0, 4)).toEqual([4, 'train', undefined, 1]);
});

test('intervals of folds are wider, for they share train rows', () => {
  const runs = [withTest(0.5, 0.6, 0.9, 0.8), withTest(0.5, 0.8, 0.7, 0.9)].map(labelInput);
  expect(texts(runs, 0.25)[0]).toContain('85 ± 78 %');
});

test('a model without a head has nothing to tell', () => {
  expect(labelCurveBlocks([sampleInput()])).toEqual([]);
});
