import { expect, test } from 'vitest';
import { meanInterval } from '../../src/base/statistics.ts';
import type { Evaluation } from '../../src/diagnose/evaluation.ts';
import { dataInWords, inBullets, notComputed, numbersInTables } from '../../src/report/sections.ts';
import type { Table } from '../../src/report/tables.ts';
import { madeBinary } from '../diagnose/made-evaluation.ts';
import { sampleInput } from './sample-input.ts';

test('data are described in words, many modalities in part', () => {
  const { data } = sampleInput();
  const modalities = Array.from({ length: 25 }, (_, i) => ({ name: `m${i}`, start: 2 * i, count: 2 }));
  const words = dataInWords({ ...data, modalities, splitCounts: { train: 1902, validation: 0, test: 0 } });
  const items = words.kind === 'list' ? words.items : [];
  expect(items[1]?.term).toBe('25 modalities');
  expect(items[1]?.text).toContain('m0 (columns 1 to 2), m1 (columns 3 to 4)');
  expect(items[1]?.text).toContain('m19 (columns 39 to 40), and 5 more');
  expect(items[2]).toEqual({ term: 'rows by split', text: '1,902 train, 0 validation, 0 test' });
});

test('a config that is no table of keys is printed as it is', () => {
  expect(inBullets('vae')).toEqual({ kind: 'text', text: 'vae' });
  expect(inBullets(null)).toEqual({ kind: 'text', text: 'none' });
});

test('reasons for what was not computed are said once over all runs', () => {
  const { evaluation } = sampleInput();
  const items = [{ term: 'test.loss', text: 'The test split was not evaluated.' }];
  expect(notComputed([evaluation, evaluation])).toEqual([{ kind: 'list', items }]);
  expect(notComputed([{ ...evaluation, notComputed: {} }])).toEqual([]);
});

test('what is missing for one reason is one item', () => {
  const { evaluation } = sampleInput();
  const missing = { validation: 'the split has no rows', test: 'the split has no rows', loss: 'lost' };
  const items = [
    { term: 'the split has no rows', text: 'validation, test' },
    { term: 'loss', text: 'lost' },
  ];
  expect(notComputed([{ ...evaluation, notComputed: missing }])).toEqual([{ kind: 'list', items }]);
});

test('answers of 0 and 1 have a table where there are any, over runs with mean and interval', () => {
  const withAnswers = (ones: number): Evaluation => {
    const { evaluation } = sampleInput();
    const { validation } = evaluation.splits;
    const binary = madeBinary([
      [0.2, 50, 10],
      [0.8, 40 - ones, ones],
    ]);
    const k27 = { ...validation!.perModality.k27!, binary };
    const perModality = { ...validation!.perModality, k27 };
    return { ...evaluation, splits: { validation: { ...validation!, perModality } } };
  };
  const answers = (evaluations: Evaluation[]): Table | undefined =>
    numbersInTables(evaluations)
      .modalities.flatMap((block) => (block.kind === 'table' ? [block.table] : []))
      .find(({ header }) => header.includes('AUROC'));
  expect(answers([{ ...withAnswers(20), splits: {} }])).toBeUndefined();
  const { header, rows } = answers([withAnswers(20), withAnswers(30)])!;
  expect(rows.map(([split, modality, , answer]) => [split, modality, answer].join())).toEqual([
    'validation,k27,the model',
    'validation,k27,a rate per column',
    'validation,k27,one rate',
    'validation,k27,1 everywhere',
  ]);
  expect(rows[0]![header.indexOf('precision')]).toEqual(meanInterval([0.5, 0.75]));
  expect(rows[3]![header.indexOf('recall')]).toBe(1);
});
