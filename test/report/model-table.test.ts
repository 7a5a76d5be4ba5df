import { expect, test } from 'vitest';
import { modelTable } from '../../src/report/model-table.ts';
import { sampleInput } from './sample-input.ts';

test('the layer table sums parameters by part and over the model', () => {
  const { rows } = modelTable(sampleInput().model);
  expect(rows.map((row) => [row[0], row[4]])).toEqual([
    ['encoder.hidden.0', 4832],
    ['encoder.dropout.0', 0],
    ['encoder.mean', 68],
    ['encoder, all', 4900],
    ['decoder.output', 1505],
    ['decoder, all', 1505],
    ['model', 6405],
  ]);
});
