import { expect, test } from 'vitest';
import { dataInWords, inBullets, notComputed } from '../../src/report/sections.ts';
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
