import { expect, test } from 'vitest';
import type { Evaluation } from '../../src/diagnose/evaluation.ts';
import { howToRead } from '../../src/report/how-to-read.ts';
import { sampleInput } from './sample-input.ts';

const { evaluation } = sampleInput();

const terms = (of: Evaluation): Record<string, string> =>
  Object.fromEntries(
    howToRead(of).flatMap((block) => (block.kind === 'list' ? block.items.map(({ term, text }) => [term, text]) : [])),
  );

test('unit, 0, baseline, floor, ln 2 and KL are explained with the numbers of the run', () => {
  const items = terms(evaluation);
  // A key that is a number comes first, wherever it stands.
  expect(Object.keys(items)).toEqual(['0', 'The unit', 'The baseline', 'The floor', 'ln 2', 'KL', 'This run']);
  expect(items['The unit']).toContain('summed over the 301 columns');
  expect(items['The baseline']).toContain(
    'one constant for all 90.66, a rate or mean for each column 85.66 and the chain from each column to the next 70.66.',
  );
  expect(items['The floor']).toContain('What no model can go below: 0.');
  expect(items['ln 2']).toContain('0.6931 nats an entry, 208.6 for all 301 0 / 1 columns');
  expect(items.KL).toContain('in nats: 7.8.');
  // 1 - 71.8 / 85.66
  expect(items['This run']).toBe(
    'The bound is 71.8 nats per row. Its skill over the rates per column is 0.1618: 0 is the baseline, 1 the floor.',
  );
});

test('densities have no meaning at 0, no fair coin, and with a learned variance no floor', () => {
  const gaussian = { kind: 'gaussian', variance: 1, varianceIsLearned: true } as const;
  const items = terms({ ...evaluation, likelihoods: { k27: gaussian, expression: gaussian } });
  expect(items['0']).toContain('0 means nothing');
  expect(items['ln 2']).toBeUndefined();
  expect(items['The floor']).toBe('None: with a learned variance a loss has no lowest value.');
  expect(items['This run']).toBe('The bound is 71.8 nats per row.');
});

test('a latent that is not sampled has no bound to compare', () => {
  const items = terms({ ...evaluation, latentIsSampled: false });
  expect(items['The baseline']).toContain('principal components are the fair comparison');
  expect(items.KL).toContain('KL does not train this model');
  expect(items['This run']).toBeUndefined();
});

test('a run that was not evaluated has no numbers to explain', () => {
  expect(howToRead({ ...evaluation, splits: {} })).toEqual([]);
});

test('what is hidden is told by itself, and a bound that never trained is no measure', () => {
  const { splits } = evaluation;
  const validation = splits.validation!;
  const { markov: _, pcaMse: __, ...baselines } = validation.perModality.k27!.baselines;
  const hidden = { ...validation.perModality.k27!, baselines, reconstruction: 50, entriesPerRow: 300, rowShare: 1 };
  const perModality = { ...validation.perModality, k27: { ...validation.perModality.k27!, hidden } };
  const masked = (trains: 'hidden' | 'all') =>
    terms({
      ...evaluation,
      masking: { kind: 'fixed-modality', trains, hides: ['k27'], cases: 1 },
      splits: { ...splits, validation: { ...validation, perModality } },
    })['What is hidden'];
  const told = `Predicted from the rest, in nats per row: k27 50, its column means ${baselines.perColumn}, a skill of ${Number((1 - 50 / baselines.perColumn).toPrecision(4))}.`;
  expect(masked('all')).toBe(told);
  expect(masked('hidden')).toBe(
    `${told} Seen entries did not train, so the bound and its skill above, which count them, are no measure of this run.`,
  );
});
