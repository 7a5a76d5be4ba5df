import { expect, test } from 'vitest';
import { diagnoseIgnoredModality } from '../../src/diagnose/ignored-modality.ts';
import { type MadeModality, madeEvaluation } from './made-evaluation.ts';

const find = (modalities: Readonly<Record<string, MadeModality>>) =>
  diagnoseIgnoredModality({ evaluation: madeEvaluation({ test: { klPerUnit: [1], variances: [1], modalities } }) });
const modality = (count: number, reconstruction: number, perColumn: number): MadeModality => ({
  count,
  reconstruction,
  baselines: { perColumn },
});

test('a modality at its column means while another gains is ignored', () => {
  expect(find({ k9: modality(300, 40, 100), bit: modality(1, 0.6651, 0.666) })).toEqual({
    id: 'ignored-modality',
    verdict: 'warning',
    title:
      'No better than the column means on test: bit (0.6651 nats against 0.666), while of what these leave open others save: k9 60 %.',
    evidence: {
      split: 'test',
      'k9.savedShare': 0.6,
      'k9.columns': 300,
      'k9.reconstructionNats': 40,
      'k9.perColumnNats': 100,
      'bit.savedShare': expect.closeTo(0.00135, 5),
      'bit.columns': 1,
      'bit.reconstructionNats': 0.6651,
      'bit.perColumnNats': 0.666,
    },
    advice: [
      'bit has 1 of 301 columns: give it more weight (objective.modalityWeights), or a model of its own to learn whether it can be told at all.',
    ],
  });
});

test('modalities that all gain are good', () => {
  expect(find({ k9: modality(300, 40, 100), bit: modality(1, 0.5, 0.666) })).toMatchObject({
    verdict: 'good',
    title: 'No modality is left out on test: of what the column means leave open is saved: k9 60 % and bit 25 %.',
    advice: [],
  });
});

test('where nothing gains nothing is ignored; a single modality cannot be; neither can one with nothing to save', () => {
  expect(find({ k9: modality(300, 99.9, 100), bit: modality(1, 0.666, 0.666) })).toBeUndefined();
  expect(find({ k9: modality(300, 40, 100) })).toBeUndefined();
  expect(find({ k9: modality(300, 40, 100), empty: modality(5, 0, 0) })!.verdict).toBe('good');
  expect(diagnoseIgnoredModality({})).toBeUndefined();
});
