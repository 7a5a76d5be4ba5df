import { describe, expect, test } from 'vitest';
import type { ModalityExample, RowExamples } from '../../src/diagnose/row-examples.ts';
import { exampleBlocks } from '../../src/report/example-tables.ts';
import { formatTable } from '../../src/report/tables.ts';

const bits = (ones: number, cut: number, summed: number): ModalityExample => ({
  kind: 'bits',
  ones,
  cut,
  summed,
  surestRight: { column: 'k27_3', truth: 1, predicted: 0.9 },
  ...(cut > ones ? { surestWrong: { column: 'k27_7', truth: 0, predicted: 0.75 } } : {}),
  shown: 'seen',
});
const examples: RowExamples = {
  split: 'test',
  modalities: [
    { name: 'k27', start: 0, count: 300 },
    { name: 'expression', start: 300, count: 1 },
  ],
  rows: [
    { row: 4, id: 'g5', perModality: { k27: bits(2, 3, 2.5), expression: bits(1, 0, 0.25) } },
    { row: 9, id: 'g10', perModality: { k27: bits(1, 0, 0.5), expression: bits(0, 0, 0.125) } },
  ],
};
const textOf = (given: RowExamples | undefined): string[] =>
  exampleBlocks(given).map((block) =>
    block.kind === 'table' ? formatTable(block.table) : block.kind === 'text' ? block.text : block.kind,
  );

describe('ten rows', () => {
  test('of bits have their counts and surest answers, of one bit its probability, and the mean of them', () => {
    expect(textOf(examples)).toEqual([
      '2 rows of test, chosen by the seed, as the model answers them from their posterior means, in the units of the data.',
      [
        'row   id   ones of k27  ones, cut at 0.5  ones, summed  surest right      surest wrong',
        '----  ---  -----------  ----------------  ------------  ----------------  -----------------',
        '5     g5             2                 3           2.5  k27_3: 0.9, is 1  k27_7: 0.75, is 0',
        '10    g10            1                 0           0.5  k27_3: 0.9, is 1  –',
        'mean  –            1.5               1.5           1.5  –                 –',
      ].join('\n'),
      [
        'row   id   expression, true  cut at 0.5  probability',
        '----  ---  ----------------  ----------  -----------',
        '5     g5                  1           0         0.25',
        '10    g10                 0           0        0.125',
        'mean  –                 0.5           0       0.1875',
      ].join('\n'),
    ]);
  });

  test('of real numbers have their error and the entry missed by most; of one column that entry alone', () => {
    const furthest = { column: 'radius', truth: 20, predicted: 15 };
    const values = { kind: 'values', rootMeanSquare: 2.5, furthest, shown: 'hidden' } as const;
    const { rows, modalities } = examples;
    const masked = { ...examples, rows: [{ ...rows[0]!, perModality: { k27: values, expression: values } }] };
    expect(textOf({ ...masked, modalities, averaged: true })).toEqual([
      '1 rows of test, chosen by the seed, as the model answers them in the mean of draws of their latents, in the units of the data. Of a modality that is hidden in part only the hidden entries are told of.',
      [
        'row  id  encoder  root mean square error of k27  missed by most  true  predicted',
        '---  --  -------  -----------------------------  --------------  ----  ---------',
        '5    g5  hidden                             2.5  radius            20         15',
      ].join('\n'),
      [
        'row  id  encoder  expression, true  predicted',
        '---  --  -------  ----------------  ---------',
        '5    g5  hidden                 20         15',
      ].join('\n'),
    ]);
  });

  test('of many modalities are in the file; without rows there is nothing to say', () => {
    const modalities = Array.from({ length: 10 }, (_, i) => ({ name: `m${i}`, start: i, count: 1 }));
    const perModality = Object.fromEntries(modalities.map(({ name }) => [name, bits(1, 1, 0.75)]));
    const blocks = textOf({ ...examples, modalities, rows: [{ row: 0, perModality }] });
    expect(blocks).toHaveLength(9);
    expect(blocks[0]).toContain('2 more modalities are in evaluation/examples.json.');
    expect(exampleBlocks(undefined)).toEqual([]);
    expect(exampleBlocks({ ...examples, rows: [] })).toEqual([]);
  });
});
