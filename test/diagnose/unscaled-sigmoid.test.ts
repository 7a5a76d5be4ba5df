import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { diagnoseUnscaledSigmoid, narrowColumns } from '../../src/diagnose/unscaled-sigmoid.ts';
import { madeModality, madeTrainingFacts } from './made-training-facts.ts';

const find = (...given: (readonly [name: string, varyingColumns: number, narrow: number])[]) =>
  diagnoseUnscaledSigmoid({
    training: madeTrainingFacts({
      modalities: given.map(([name, varyingColumns, narrow]) =>
        madeModality(name, varyingColumns, { sigmoid: { varyingColumns, narrowColumns: narrow } }),
      ),
    }),
  });

test('columns close together under a sigmoid were not rescaled', () => {
  expect(find(['data', 30, 21])).toEqual({
    id: 'unscaled-sigmoid',
    verdict: 'warning',
    title:
      'A sigmoid predicts columns that were not brought to its range: 21 of 30 columns (70 %) span less than 0.1 of 0 to 1 on train, where cross-entropy hardly tells rows apart.',
    evidence: { 'data.varyingColumns': 30, 'data.narrowColumns': 21 },
    advice: ['Set data.standardize: min-max, or likelihood: gaussian with data.standardize: z-score.'],
  });
});

test('some of them are a note, a few are border pixels', () => {
  expect(find(['shape', 30, 0], ['texture', 10, 4])).toMatchObject({
    verdict: 'note',
    title: expect.stringContaining('range: 4 of 10 columns (40 %) (texture) span'),
  });
  expect(find(['data', 784, 40])).toBeUndefined();
});

test('nothing is said of other likelihoods, of columns that never vary, or where nothing is known', () => {
  expect(diagnoseUnscaledSigmoid({ training: madeTrainingFacts() })).toBeUndefined();
  expect(find(['data', 0, 0])).toBeUndefined();
  expect(diagnoseUnscaledSigmoid({})).toBeUndefined();
});

test('columns are narrow by their train rows, apart from those that hold one value', () => {
  const dataset: Dataset = {
    name: 'four rows',
    rowCount: 4,
    featureCount: 4,
    rowShape: [4],
    columns: ['alone', 'wide', 'narrow', 'constant'],
    modalities: [{ name: 'data', start: 1, count: 3 }],
    values: {
      kind: 'float32',
      data: Float32Array.of(9, 0, 0.2, 0.5, 9, 1, 0.25, 0.5, 9, 0.5, 0.22, 0.5, 9, 0.5, 0.9, 0.5),
    },
    notices: [],
  };
  const count = (rows: number[]) => narrowColumns(dataset, Int32Array.from(rows), dataset.modalities[0]!);
  expect(count([0, 1, 2])).toEqual({ varyingColumns: 2, narrowColumns: 1 });
  expect(count([0, 1, 2, 3])).toEqual({ varyingColumns: 2, narrowColumns: 0 });
  expect(count([])).toEqual({ varyingColumns: 0, narrowColumns: 0 });
});
