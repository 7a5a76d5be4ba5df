import { expect, test } from 'vitest';
import { differences } from '../../../src/diagnose/compare/aspects.ts';
import type { ComparedRun } from '../../../src/diagnose/compare/compared-run.ts';
import { effectiveBeta } from '../../../src/diagnose/effective-beta.ts';
import { madeRun, REDUCTIONS } from './made-runs.ts';

const own = madeRun({ splits: ['train', 'test'] });
const against = (other: ComparedRun): string[] =>
  differences(own, other).map(({ aspect, says }) => `${aspect}: ${says}`);
const like = (more: Parameters<typeof madeRun>[0]) => madeRun({ splits: ['train', 'test'], ...more });

test('runs that share everything differ in nothing, whatever their seed', () => {
  expect(against(like({ seed: 43 }))).toEqual([]);
});

test('other data are named, and hide what follows from them', () => {
  expect(against(like({ fingerprints: { data: 'other', split: 'other', preprocessing: 'other' } }))).toEqual([
    'data: the data differ',
  ]);
  expect(against(madeRun({ fingerprints: { data: 'other' } }))).toEqual([
    'data: the data differ (200 and 100 rows were evaluated)',
  ]);
});

test('another split is named, and labels and scales that follow from it are not', () => {
  const scaled = { preprocessing: { kind: 'z-score', offset: [1] } };
  const first = like(scaled);
  const second = like({ ...scaled, fingerprints: { split: 'other', preprocessing: 'other', testLabels: 't' } });
  expect(differences(first, second).map(({ says }) => says)).toEqual([
    'the split is another one, with other held-out rows',
  ]);
});

test('held-out rows that only one run balanced are named as the reason', () => {
  const other = { fingerprints: { split: 'other', balance: 'b' }, heldOutBalance: 'expression' };
  expect(differences(own, like(other))).toEqual([
    {
      aspect: 'split',
      says: 'held-out rows of only one of them were balanced (by expression), so they are other rows',
      advice: 'Set data.balance.splits: train for both: held-out rows stay as they are, and each answers for the same.',
    },
  ]);
  expect(differences(like({ heldOutBalance: 'class' }), like(other))[0]!.says).toBe(
    'held-out rows were balanced by class and by expression, so they are other rows',
  );
  expect(differences(like({ ...other, fingerprints: { split: 'one' } }), like(other))[0]!.says).toBe(
    'the split is another one, with other held-out rows',
  );
});

test('rows that train, labels and test labels are told apart', () => {
  expect(against(like({ fingerprints: { balance: 'b' } }))).toEqual([
    'trainRows: classes of the rows that train were balanced otherwise',
  ]);
  expect(against(like({ fingerprints: { labels: 'l' } }))).toEqual(['labels: the labels differ']);
  expect(against(like({ fingerprints: { labels: 'l', testLabels: 't' } }))).toEqual([
    'labels: the labels differ',
    'testLabels: the labels of the test rows differ',
  ]);
  const { splits, ...rest } = own.evaluation;
  const fewer = { ...rest, splits: { ...splits, train: { ...splits.train!, rowCount: 50 } } };
  expect(against({ ...own, evaluation: fewer })).toEqual(['trainRows: 100 and 50 train rows were evaluated']);
});

test('a threshold that makes bits is named with its values, a scale with its kind', () => {
  const cut = (offset: readonly number[], kind = 'binarize') =>
    like({ preprocessing: { kind, offset }, fingerprints: { preprocessing: `${kind} ${offset}` } });
  const between = (first: ComparedRun, second: ComparedRun) => differences(first, second).map(({ says }) => says);
  expect(between(cut([0.5, 0.5]), cut([0.7, 0.7]))).toEqual([
    'the threshold that makes bits of data differs (0.5 and 0.7)',
  ]);
  expect(between(own, cut([0.5, 0.7]))).toEqual([
    'the threshold that makes bits of data differs (none and one per column)',
  ]);
  expect(between(own, cut([1], 'z-score'))).toEqual(['columns are scaled otherwise (none and z-score)']);
  expect(between(cut([1], 'z-score'), cut([2], 'z-score'))).toEqual([
    'columns are scaled by z-score with other numbers',
  ]);
});

test('what is hidden is named; how it is shown and what of it trains is no other task', () => {
  const masked = (masking: Readonly<Record<string, unknown>>) =>
    like({
      masking,
      evaluation: { masking: { kind: String(masking.kind), trains: 'hidden', hides: ['marks'], cases: 1 } },
    });
  const zero = masked({ kind: 'fixed-modality', modality: 'marks', trains: 'all', shownAs: 'zero' });
  const sentinel = masked({ kind: 'fixed-modality', modality: 'marks', trains: 'all', shownAs: 'sentinel' });
  expect(differences(zero, sentinel)).toEqual([]);
  expect(differences(own, zero).map(({ aspect, says }) => `${aspect}: ${says}`)).toEqual([
    'mask: what is hidden from the encoder differs (nothing; fixed-modality of marks)',
  ]);
});

test('a likelihood of another kind is named with its modality; one that only trains on another loss is in nats', () => {
  const { likelihoods } = own.evaluation;
  const gaussian = like({ evaluation: { likelihoods: { ...likelihoods, marks: { kind: 'gaussian', variance: 1 } } } });
  expect(differences(own, gaussian)).toEqual([
    { aspect: 'likelihood', says: 'the likelihood of marks differs (bernoulli and gaussian)', modalities: ['marks'] },
  ]);
});

test('units of the objective are named one by one', () => {
  const beta = (reductions: object) => like({ effectiveBeta: effectiveBeta({ ...REDUCTIONS, ...reductions }) });
  const only = (other: ComparedRun) => differences(own, other).map(({ says }) => says);
  expect(only(beta({ klWeight: 0.001 }))).toEqual(['the units of the objective differ (weight of KL 1 and 0.001)']);
  expect(only(beta({ klReduction: 'mean-over-units', reconstructionReduction: 'mean-over-features' }))).toEqual([
    'the units of the objective differ (KL over units sum and mean over units (2); reconstruction over entries sum and mean over features)',
  ]);
  expect(only(beta({ klBatch: 'sum' }))).toEqual([
    'the units of the objective differ (KL over the batch mean and sum)',
  ]);
  expect(only(beta({ capacity: 3 }))).toEqual(['the units of the objective differ (capacity none and 3)']);
  expect(only(beta({ batchSize: 64 }))).toEqual([]);
  const summed = (batchSize: number) => beta({ klBatch: 'sum', batchSize });
  expect(differences(summed(32), summed(64)).map(({ says }) => says)).toEqual([
    'the units of the objective differ (rows of a batch 32 and 64)',
  ]);
  expect(only(like({ objective: { modalityWeights: { label: 300 } } }))).toEqual([
    'the units of the objective differ (weights of modalities equal and label 300)',
  ]);
  expect(only(like({ likelihood: { kind: 'focal-bernoulli', gamma: 2, alpha: 0.25, classBalancing: true } }))).toEqual([
    'the units of the objective differ (what trains is nats and focal of gamma 2 and alpha 0.25)',
  ]);
  expect(only(like({ likelihood: { kind: 'focal-bernoulli', gamma: 0, alpha: 0.25, classBalancing: false } }))).toEqual(
    [],
  );
  const mixed = { marks: { kind: 'focal-bernoulli', gamma: 1, classBalancing: false }, label: { kind: 'bernoulli' } };
  expect(only(like({ likelihood: mixed }))).toEqual([
    'the units of the objective differ (what trains is nats and focal of gamma 1 for marks, nats for label)',
  ]);
  expect(only(like({ lossTerms: ['prediction'] }))).toEqual([
    'the units of the objective differ (terms of the loss kl and reconstruction and prediction)',
  ]);
  expect(only(like({ lossTerms: [] }))).toEqual([]);
  expect(only(like({ masking: { kind: 'none', trains: 'seen' } }))).toEqual([
    'the units of the objective differ (entries that train all and seen)',
  ]);
});

test('a latent that is not sampled, and another number of draws, are named', () => {
  expect(against(like({ evaluation: { latentIsSampled: false } }))).toEqual([
    'latent: only one of them samples its latent, so only one has a bound',
  ]);
  const drawn = (samples: number) => {
    const { splits } = own.evaluation;
    const importanceWeighted = { samples, negativeLogLikelihood: 6, effectiveSamples: 2 };
    return like({ evaluation: { splits: { ...splits, test: { ...splits.test!, importanceWeighted } } } });
  };
  expect(differences(drawn(10), drawn(100)).map(({ says }) => says)).toEqual([
    'the importance-weighted bounds rest on 10 and 100 draws a row',
  ]);
  expect(differences(own, drawn(100))).toEqual([]);
});
