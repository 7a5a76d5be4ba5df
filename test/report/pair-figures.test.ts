import { expect, test } from 'vitest';
import { pairFigures } from '../../src/report/pair-figures.ts';
import type { ReportInput } from '../../src/report/report-input.ts';
import { sampleInput } from './sample-input.ts';

/** A run in which k27 is hidden, with so many nats at every epoch. */
function hiding(nats: number): ReportInput {
  const input = sampleInput();
  const masked = { hidden: { k27: nats }, seen: {}, objectives: { hidden: nats + 1, seen: 0, all: 0 } };
  const { validation } = input.evaluation.splits;
  const k27 = validation!.perModality.k27!;
  const { markov: _, pcaMse: __, ...baselines } = k27.baselines;
  const perModality = {
    ...validation!.perModality,
    k27: { ...k27, hidden: { ...k27, baselines, entriesPerRow: 300, rowShare: 1 } },
  };
  return {
    ...input,
    evaluation: {
      ...input.evaluation,
      splits: { ...input.evaluation.splits, validation: { ...validation!, perModality } },
    },
    epochs: input.epochs.map((epoch) => ({
      ...epoch,
      running: { ...epoch.running, masked },
      ...(epoch.validation === undefined ? {} : { validation: { ...epoch.validation, masked } }),
    })),
  };
}

const figures = pairFigures([
  { primary: 'k27', dummy: 'dnam', inputs: [hiding(40)] },
  { primary: 'k27', dummy: 'k9', inputs: [hiding(50)] },
]);

test('each modality has a figure of the objective, of its reconstruction and of KL', () => {
  expect(Object.keys(figures)).toEqual(['pairs-k27-total', 'pairs-k27-reconstruction', 'pairs-k27-kl']);
  expect(figures['pairs-k27-total']!.title).toBe('The objective over hidden entries, k27 hidden');
});

test('a reconstruction is drawn beside what trivial models pay for the same entries, KL beside 0', () => {
  const labels = (name: string) => JSON.stringify(figures[name]!.data.baselines);
  expect(labels('pairs-k27-reconstruction')).toMatch(/constant.*per column/);
  expect(labels('pairs-k27-kl')).toContain('latent says nothing');
  expect(JSON.stringify(figures['pairs-k27-total']!.data)).not.toContain('per column');
});
