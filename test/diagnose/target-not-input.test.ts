import { expect, test } from 'vitest';
import { diagnoseTargetNotInput } from '../../src/diagnose/target-not-input.ts';
import type { TrainingFacts } from '../../src/diagnose/training-facts.ts';
import { madeModality, madeTrainingFacts } from './made-training-facts.ts';

const marks = madeModality('marks', 300, { weight: 0 });
const expression = madeModality('expression', 1);
const find = (modalities: TrainingFacts['modalities'], encoderReadsAll = true) =>
  diagnoseTargetNotInput({ training: madeTrainingFacts({ modalities, encoderReadsAll }) });

test('a decoder asked for a small part of the rows is no autoencoder', () => {
  expect(find([marks, expression])).toEqual({
    id: 'target-not-input',
    verdict: 'warning',
    title:
      'The decoder is asked for expression alone, 0.33 % of the 301 columns: less than the encoder reads; marks weighs 0.',
    evidence: { readColumns: 301, askedColumns: 1 },
    advice: [
      'To reconstruct the rows, give every modality a weight above 0 (objective.modalityWeights).',
      'Its loss says nothing of how well expression can be told from the other columns: the encoder reads it too.',
    ],
  });
});

test('a decoder asked for the label is a classifier, and sees its answer unless that is hidden', () => {
  const label = { ...expression, isLabel: true };
  expect(find([marks, label])!.title).toBe(
    'The decoder is asked for expression alone, 0.33 % of the 301 columns: the label, so this is a classifier that sees its answer; marks weighs 0.',
  );
  expect(find([marks, label], false)).toMatchObject({
    title:
      'The decoder is asked for expression alone, 0.33 % of the 301 columns: the label, so this is a classifier; marks weighs 0.',
    advice: ['To reconstruct the rows, give every modality a weight above 0 (objective.modalityWeights).'],
  });
});

test('most of the rows is a note', () => {
  const others = [madeModality('k4', 100), madeModality('k9', 100), madeModality('k27', 50, { weight: 0 })];
  expect(find([...others, { ...expression, weight: 0 }])).toMatchObject({
    verdict: 'note',
    title:
      'The decoder is asked for k4 and k9 alone, 80 % of the 251 columns: less than the encoder reads; k27 and expression weigh 0.',
    advice: [
      expect.anything(),
      'Its loss says nothing of how well k4 and k9 can be told from the other columns: the encoder reads them too.',
    ],
  });
});

test('a decoder asked for nothing is a problem', () => {
  expect(find([marks])).toMatchObject({
    verdict: 'problem',
    title: 'The decoder is asked for nothing: marks weighs 0.',
  });
});

test('nothing is said where every modality counts, or nothing is known', () => {
  expect(find([{ ...marks, weight: 0.1 }, expression])).toBeUndefined();
  expect(diagnoseTargetNotInput({})).toBeUndefined();
});
