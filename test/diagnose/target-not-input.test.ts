import { expect, test } from 'vitest';
import { diagnoseTargetNotInput } from '../../src/diagnose/target-not-input.ts';
import type { TrainingFacts } from '../../src/diagnose/training-facts.ts';
import { madeModality, madeTrainingFacts } from './made-training-facts.ts';

const marks = madeModality('marks', 300, { isAsked: false });
const expression = madeModality('expression', 1);
const label = { ...expression, isLabel: true };
const find = (...modalities: TrainingFacts['modalities']) =>
  diagnoseTargetNotInput({ training: madeTrainingFacts({ modalities }) });

test('a decoder asked for a small part of the rows is no autoencoder', () => {
  expect(find(marks, expression)).toEqual({
    id: 'target-not-input',
    verdict: 'warning',
    title:
      'The decoder is asked for expression alone, 0.33 % of the 301 columns that the encoder reads: an autoencoder is asked for all of them; marks weighs 0.',
    evidence: { read: 'marks and expression', asked: 'expression', readColumns: 301, askedColumns: 1 },
    advice: [
      'To reconstruct the rows, give every modality a weight above 0 (objective.modalityWeights).',
      'Its loss says nothing of how well expression can be told from the other columns: the encoder reads it too.',
    ],
  });
});

test('a decoder asked for the label that the encoder reads is a classifier that sees its answer', () => {
  expect(find(marks, label)!.title).toBe(
    'The decoder is asked for expression alone, 0.33 % of the 301 columns that the encoder reads: the label, so this is a classifier that sees its answer; marks weighs 0.',
  );
});

test('a decoder asked for the label that is hidden from the encoder is a classifier', () => {
  expect(find(marks, { ...label, isRead: false })).toMatchObject({
    verdict: 'note',
    title:
      'The decoder is asked for expression alone, the label, which the encoder does not read: this is a classifier, and no autoencoder.',
    advice: ['To reconstruct the rows as well, set masking.trains: all.'],
  });
});

test('most of the rows is a note', () => {
  const others = [madeModality('k4', 100), madeModality('k9', 100), madeModality('k27', 50, { isAsked: false })];
  expect(find(...others, { ...expression, isAsked: false })).toMatchObject({
    verdict: 'note',
    title:
      'The decoder is asked for k4 and k9 alone, 80 % of the 251 columns that the encoder reads: an autoencoder is asked for all of them; k27 and expression weigh 0.',
    advice: [
      expect.anything(),
      'Its loss says nothing of how well k4 and k9 can be told from the other columns: the encoder reads them too.',
    ],
  });
});

test('a decoder asked for nothing is a problem', () => {
  expect(find(marks)).toMatchObject({
    verdict: 'problem',
    title: 'The decoder is asked for nothing: all that enters the objective weighs 0.',
    advice: ['To reconstruct the rows, give every modality a weight above 0 (objective.modalityWeights).'],
  });
});

test('nothing is said where every modality counts, where hidden ones are predicted, or nothing is known', () => {
  expect(find(madeModality('marks', 300), expression)).toBeUndefined();
  expect(find(marks, { ...expression, isRead: false })).toBeUndefined();
  expect(find(madeModality('marks', 300), { ...label, isRead: false })).toBeUndefined();
  expect(diagnoseTargetNotInput({})).toBeUndefined();
});

test('a head that alone reads the latent makes a classifier, and no autoencoder', () => {
  const phase = { phase: 'classifier', tellsRows: false, klWeight: 0, reductions: [] };
  const labelled = (phases: NonNullable<TrainingFacts['label']>['phases']) =>
    diagnoseTargetNotInput({ training: madeTrainingFacts({ label: { name: 'smoker', entropyNats: 0.69, phases } }) });
  expect(labelled([phase])).toEqual({
    id: 'target-not-input',
    verdict: 'note',
    title:
      'Nothing reconstructs the 30 columns that the encoder reads: smoker alone is told from the latent, so this is a classifier, and no autoencoder.',
    evidence: { read: 'data', asked: 'smoker', readColumns: 30, askedColumns: 0 },
    advice: [
      'To reconstruct the rows as well, give architecture.decoder layers, and choose a strategy with a reconstruction: joint, or encoder-decoder-then-head.',
    ],
  });
  expect(labelled([{ ...phase, tellsRows: true }, phase])).toBeUndefined();
  const number = { name: 'age', phases: [phase] };
  expect(diagnoseTargetNotInput({ training: madeTrainingFacts({ label: number }) })!.title).toContain(
    'age alone is told from the latent, so this is a regression, and no autoencoder.',
  );
});
