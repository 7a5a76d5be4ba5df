import { expect, test } from 'vitest';
import { dataInWords, inBullets, notComputed, section } from '../../src/report/sections.ts';
import { sampleInput } from './sample-input.ts';

test('data are described in words, many modalities in part', () => {
  const { data } = sampleInput();
  const modalities = Array.from({ length: 25 }, (_, i) => ({ name: `m${i}`, start: 2 * i, count: 2 }));
  const words = dataInWords({ ...data, modalities, splitCounts: { train: 1902, validation: 0, test: 0 } });
  expect(words).toContain('- 25 modalities: m0 (columns 1 to 2), m1 (columns 3 to 4)');
  expect(words).toContain('m19 (columns 39 to 40), and 5 more');
  expect(words).toContain('- rows by split: 1,902 train, 0 validation, 0 test\n');
});

test('a section without anything in it is left out', () => {
  expect(section('Latent', '', '')).toBe('');
  expect(section('Latent', 'a', '', 'b')).toBe('## Latent\n\na\n\nb');
});

test('a config that is no table of keys is printed as it is', () => {
  expect(inBullets('vae')).toBe('vae');
  expect(inBullets(null)).toBe('none');
});

test('reasons for what was not computed are said once over all runs', () => {
  const { evaluation } = sampleInput();
  expect(notComputed([evaluation, evaluation])).toBe('- test.loss: The test split was not evaluated.');
});
