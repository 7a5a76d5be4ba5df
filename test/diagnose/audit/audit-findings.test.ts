import { expect, test } from 'vitest';
import { auditRows } from '../../../src/diagnose/audit/audit.ts';
import { type PublishedRow, published } from '../../../src/diagnose/audit/published.ts';
import { countMse, row } from './rows.ts';

const titles = (rows: readonly PublishedRow[]): Record<string, string> =>
  Object.fromEntries(auditRows(rows).findings.map(({ id, verdict, title }) => [id, `${verdict}: ${title}`]));

const GOOD = { accuracy: '0.7280', precision: '0.8150', recall: '0.5926' };

test('rows of one test set have a best one', () => {
  expect(
    titles([
      row({ ...GOOD, f1: '0.6862' }, { name: 'first' }),
      row({ accuracy: '0.5315', precision: '0.5208', recall: '0.8351' }, { name: 'second' }),
    ]),
  ).toEqual({
    comparability: 'good: Nothing published tells the test rows of 2 rows apart. Best by MCC is "first" (0.4747).',
    consistency: 'good: No row of 2 contradicts itself or its test set.',
    'trivial-f1': 'note: F1 beats answering 1 everywhere in 1 of 2 rows: the other is "second" 0.6415 against 0.6684.',
    'beats-baseline': 'good: Beside answers without a model: accuracy is better in 2 of 2 rows.',
  });
});

test('rows that may be of several sets are named', () => {
  const { comparability } = titles([
    row(GOOD, { name: 'a' }),
    row({ accuracy: '0.7277', precision: '0.6778', recall: '0.5150' }, { name: 'b' }),
    row({}, { name: 'c' }),
  ]);
  expect(comparability).toBe(
    'problem: The 3 rows come from at least 2 test sets, with shares of ones of 0.5019 and 0.3731: no row is best of all, and a difference between sets says nothing of the models. Of 1 it cannot be told: "c".',
  );
  expect(titles([row(GOOD, { name: 'a' }), row({}, { name: 'c' })]).comparability).toBe(
    'note: One row alone has test rows that are known of. Of 1 it cannot be told: "c".',
  );
});

test('a row that cannot be right is named with its reason', () => {
  expect(titles([row({ ...GOOD, f1: '0.70' }, { name: 'typo' })]).consistency).toBe(
    'problem: 1 of 1 row cannot be right: "typo": F1 is given as 0.7, but precision 0.815 and recall 0.5926 make 0.6862.',
  );
});

test('F1 and accuracy that no row has earned are a warning', () => {
  const { 'trivial-f1': f1, 'beats-baseline': baseline } = titles([
    row({ accuracy: '0.60', precision: '0.40', recall: '0.30' }, { name: 'weak' }),
  ]);
  expect(f1).toMatch(/^warning: F1 beats answering 1 everywhere in 0 of 1 row: the other is "weak" 0\.3429 against/);
  expect(baseline).toBe('problem: Beside answers without a model: accuracy is worse in 1 of 1 row.');
});

test('errors of outputs beside constants say what cannot be told', () => {
  const outputs = (text: string, rate?: string): Partial<PublishedRow> => ({
    modalities: {
      k9: {
        outputMse: published(text)!,
        countMse: published('262771.3624')!,
        columnCount: 4000,
        ...(rate === undefined ? {} : { rate: published(rate)! }),
      },
    },
  });
  expect(titles([row(GOOD, outputs('0.0066')), row(GOOD, outputs('0.0186'))])['beats-baseline']).toBe(
    'good: Beside answers without a model: accuracy is better in 2 of 2 rows; k9 output MSE is better in 1 of 1 row (in 1 more it cannot be told).',
  );
  expect(titles([row(GOOD, outputs('0.0186')), row(GOOD, outputs('0.0190'))])['beats-baseline']).toBe(
    'good: Beside answers without a model: accuracy is better in 2 of 2 rows; k9 output MSE cannot be judged.',
  );
  expect(titles([row(GOOD, outputs('0.0311', '0.0321'))])['beats-baseline']).toBe(
    'warning: Beside answers without a model: accuracy is better in 1 of 1 row; k9 output MSE is no better in 1 of 1 row.',
  );
});

test('a count error that every model shares is one of answering alike', () => {
  const modalities = { k9: countMse('262771.3624') };
  expect(titles([row(GOOD, { modalities }), row(GOOD, { modalities })])['constant-predictor']).toBe(
    'warning: The count errors of k9 are the same in every digit whatever the model (set 1): every row is answered alike, as 0 everywhere is.',
  );
});

test('a weighted KL is told without its weight, and a beta far from 1 is a warning', () => {
  const kl = (text: string, klWeight: number): Partial<PublishedRow> => ({
    weightedKl: published(text)!,
    klWeight,
    klReduction: 'sum',
    reconstructionReduction: 'mean-over-features',
    columnCount: 12001,
  });
  const found = titles([row({}, kl('0.005', 0.01)), row({}, { ...kl('0.002', 0.001), gamma: 2 })]);
  expect(found).toEqual({
    'weighted-kl':
      'note: KL is published times its weight; without it, it is 2 at a weight of 0.001 and 0.5 at a weight of 0.01.',
    'effective-beta':
      'warning: The effective beta is 120 (1 row) and 12 (1 row); 1 is the plain ELBO. A focal loss is not in nats: there the number only says how the reductions compare.',
  });
  expect(titles([row({}, { klWeight: 1, reconstructionReduction: 'sum', klReduction: 'sum' })])).toEqual({
    'effective-beta': 'good: The effective beta is 1 (1 row); 1 is the plain ELBO.',
  });
});
