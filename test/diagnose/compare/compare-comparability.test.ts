import { expect, test } from 'vitest';
import { compareComparability } from '../../../src/diagnose/compare/compare-comparability.ts';
import { compareSides } from '../../../src/diagnose/compare/compare-sides.ts';
import { effectiveBeta } from '../../../src/diagnose/effective-beta.ts';
import { type MadeRun, madeRun, REDUCTIONS, sideOf } from './made-runs.ts';

function find(other: MadeRun) {
  const before = sideOf('base', madeRun());
  return compareComparability(compareSides(before, sideOf('other', madeRun(other))), before);
}

test('runs that share everything compare', () => {
  expect(find({ seed: 43 })).toEqual({
    id: 'comparability',
    verdict: 'good',
    title: 'It compares with base: data, split, labels, scale, masks and objective are the same.',
    evidence: { against: 'base', numbers: 17, withheld: 0 },
    advice: [],
  });
});

test('another split is named, and every difference withheld', () => {
  expect(find({ fingerprints: { split: 'x' } })).toEqual({
    id: 'comparability',
    verdict: 'warning',
    title:
      'Nothing compares with base: the split is another one, with other held-out rows. Every difference is withheld.',
    evidence: { against: 'base', differs: 'split', numbers: 17, withheld: 17 },
    advice: ['Give both the same split: a random one follows the seed; one by position, column or given does not.'],
  });
});

test('an objective in other units is a choice: the loss is withheld and nats are not', () => {
  expect(find({ effectiveBeta: effectiveBeta({ ...REDUCTIONS, klWeight: 0.001 }) })).toEqual({
    id: 'comparability',
    verdict: 'note',
    title:
      'Not everything compares with base: the units of the objective differ (weight of KL 1 and 0.001). So differences of configured loss and weighted KL are withheld.',
    evidence: { against: 'base', differs: 'objective', numbers: 17, withheld: 2 },
    advice: ['Compare the terms in nats, which do not depend on weights and reductions.'],
  });
});

test('where many numbers are withheld their count is told', () => {
  const { title, verdict } = find({
    preprocessing: { kind: 'z-score', offset: [1] },
    fingerprints: { preprocessing: 'x' },
  });
  expect([verdict, title]).toEqual([
    'warning',
    'Not everything compares with base: columns are scaled otherwise (none and z-score). So 14 of 17 differences are withheld.',
  ]);
});

test('a difference that no number depends on is told as such', () => {
  expect(find({ fingerprints: { labels: 'x' } })).toMatchObject({
    verdict: 'note',
    title: 'It compares with base, although the labels differ: no number here depends on it.',
  });
});
