import { describe, expect, test } from 'vitest';
import { diagnoseBeatsBaseline } from '../../src/diagnose/beats-baseline.ts';
import type { Evaluation } from '../../src/diagnose/evaluation.ts';
import { type MadeModality, type MadeSplit, madeEvaluation } from './made-evaluation.ts';

const find = (splits: Parameters<typeof madeEvaluation>[0], more: Partial<Pick<Evaluation, 'latentIsSampled'>> = {}) =>
  diagnoseBeatsBaseline({ evaluation: madeEvaluation(splits, more) })!;

const split = (kl: number, modalities: Readonly<Record<string, MadeModality>>): MadeSplit => ({
  klPerUnit: [kl],
  variances: [0.9],
  modalities,
});
const image = {
  constant: 306.66,
  perColumn: 205.81,
  floor: 45.53,
  constantMse: 0.0968,
  perColumnMse: 0.06747,
  pcaMse: 0.023538,
};
const digit = (reconstruction: number, mse = 0.02): Readonly<Record<string, MadeModality>> => ({
  data: { count: 784, reconstruction, shuffled: reconstruction + 150, mse, baselines: image },
});

describe('one modality', () => {
  test('a bound below the column means is good, with its skill', () => {
    const finding = find({ test: split(25.5, digit(78.7)) });
    expect(finding).toEqual({
      id: 'beats-baseline',
      verdict: 'good',
      title: 'On test the bound, 104.2 nats, beats the constant (306.7) and the column means (205.8).',
      evidence: {
        split: 'test',
        boundNats: 104.2,
        klNats: 25.5,
        skill: expect.closeTo(1 - (104.2 - 45.53) / (205.81 - 45.53), 10),
        'data.reconstructionNats': 78.7,
        'data.shuffledReconstructionNats': 228.7,
        'data.constantNats': 306.66,
        'data.perColumnNats': 205.81,
        'data.mse': 0.02,
        'data.perColumnMse': 0.06747,
        'data.pcaMse': 0.023538,
      },
      advice: [],
    });
  });

  test('what a model with an empty latent has below the column means is luck', () => {
    const finding = find({ test: split(0.002, digit(190)) });
    expect(finding.verdict).toBe('problem');
    expect(finding.title).toBe(
      'On test the bound, 190 nats, beats the constant (306.7) and is below the column means (205.8) by chance alone (the latent is empty).',
    );
  });

  test('a collapsed model does not beat the column means, even a little below them', () => {
    for (const reconstruction of [206.1, 205.3]) {
      const finding = find({ test: split(0.001, digit(reconstruction)) });
      expect(finding.verdict).toBe('problem');
      expect(finding.title).toBe(
        `On test the bound, ${reconstruction} nats, beats the constant (306.7) but not the column means (205.8).`,
      );
      expect(finding.advice).toEqual([
        'The latent earns nothing yet: read the collapse finding, then try a lower beta, a warm-up of KL, or a longer training.',
      ]);
    }
  });

  test('a reconstruction bought with too much KL is a warning', () => {
    const finding = find({ test: split(400, digit(60)) });
    expect(finding.verdict).toBe('warning');
    expect(finding.title).toBe(
      'On test the bound, 460 nats, beats the constant (306.7) and the column means (205.8) only before KL is added.',
    );
    expect(finding.advice).toEqual([
      'The latent costs more than it saves: raise beta towards 1, or read this model as an autoencoder.',
    ]);
  });

  test('a bound that holds on train alone is overfitting', () => {
    const finding = find({ train: split(30, digit(70)), test: split(30, digit(215)) });
    expect(finding.verdict).toBe('problem');
    expect(finding.advice).toEqual([
      'On train the bound, 100 nats, beats the constant (306.7) and the column means (205.8): the model overfits. Stop earlier, make it smaller, or add dropout.',
    ]);
  });

  test('a Markov chain that does better is a note', () => {
    const baselines = { constant: 204.06, perColumn: 187.66, markov: 116.03, floor: 0 };
    const finding = find({ test: split(12, { marks: { count: 800, reconstruction: 123, baselines } }) });
    expect(finding.verdict).toBe('note');
    expect(finding.title).toBe(
      'On test the bound, 135 nats, beats the constant (204.1) and the column means (187.7) but not the Markov chain (116).',
    );
    expect(finding.evidence['marks.markovNats']).toBe(116.03);
    expect(finding.advice).toEqual([
      'Neighbouring columns tell more of each other than the latent does: try a larger latent or a longer training.',
    ]);
  });

  test('a learned variance has no floor and so no skill', () => {
    const likelihood = { kind: 'gaussian', variance: 0.1, varianceIsLearned: true } as const;
    const table = { count: 30, reconstruction: 10, likelihood, baselines: { constant: 45, perColumn: 42.6 } };
    const finding = find({ test: split(8, { table }) });
    expect(finding.verdict).toBe('good');
    expect(finding.evidence.skill).toBeUndefined();
  });
});

describe('several modalities', () => {
  const modality = (count: number, reconstruction: number, constant: number, perColumn: number): MadeModality => {
    return { count, reconstruction, baselines: { constant, perColumn, floor: 0 } };
  };

  test('each says how it stands, with KL shared out by what each saves', () => {
    const modalities = {
      dnam: modality(4000, 500, 589, 580),
      k9: modality(4000, 567, 568, 566),
      expression: modality(1, 0.4, 0.66, 0.66),
    };
    const finding = find({ validation: split(5, modalities) });
    expect(finding.verdict).toBe('warning');
    expect(finding.title).toBe(
      'On validation the bound, 1,072.4 nats, beats the constant (1,157.7) and the column means (1,146.7); by modality, with KL shared out by what each saves: ' +
        'dnam beats the constant (589) and the column means (580); ' +
        'k9 does not beat the constant (568) or the column means (566); ' +
        'expression beats the constant (0.66) and the column means (0.66).',
    );
    expect(finding.advice).toEqual(['Give k9 more weight (objective.modalityWeights), or a model of its own.']);
  });

  test('modalities that all stand are good', () => {
    const modalities = { dnam: modality(4000, 500, 589, 580), k9: modality(4000, 500, 568, 566) };
    expect(find({ test: split(5, modalities) }).verdict).toBe('good');
  });
});

describe('a plain autoencoder', () => {
  const more = { latentIsSampled: false };

  test('is compared by squared error, never by nats', () => {
    const finding = find({ test: split(900, digit(70, 0.0112)) }, more);
    expect(finding.verdict).toBe('good');
    expect(finding.title).toBe(
      'On test the squared error, 0.0112 per entry, beats the constant (0.0968), the column means (0.06747) and 1 principal component (0.02354).',
    );
  });

  test('worse than principal components is a note, worse than the column means a problem', () => {
    const linear = find({ test: split(900, digit(70, 0.03)) }, more);
    expect(linear.verdict).toBe('note');
    expect(linear.title).toBe(
      'On test the squared error, 0.03 per entry, beats the constant (0.0968) and the column means (0.06747) but not 1 principal component (0.02354).',
    );
    expect(linear.advice).toEqual([
      'A linear projection of the same size does better: train longer, or with a higher learning rate.',
    ]);
    const dead = find({ test: split(0, digit(206, 0.0675)) }, more);
    expect(dead.verdict).toBe('problem');
    expect(dead.advice).toEqual([
      'Nothing is learnt beyond the means: look at the learning curve, then try another learning rate or a longer training.',
    ]);
  });

  test('a modality left behind is a warning that names it', () => {
    const baselines = { constantMse: 0.2, perColumnMse: 0.1 };
    const modalities = {
      large: { count: 100, reconstruction: 1, mse: 0.05, baselines },
      small: { count: 1, reconstruction: 1, mse: 0.1, baselines },
    };
    const finding = find({ test: split(0, modalities) }, more);
    expect(finding.verdict).toBe('warning');
    expect(finding.title).toBe(
      'On test the squared error, 0.0505 per entry, beats the constant (0.2) and the column means (0.1); by modality: ' +
        'large beats the constant (0.2) and the column means (0.1); ' +
        'small beats the constant (0.2) but not the column means (0.1).',
    );
    expect(finding.advice).toEqual(['Give small more weight (objective.modalityWeights), or a model of its own.']);
  });
});

test('nothing is said without an evaluation', () => {
  expect(diagnoseBeatsBaseline({})).toBeUndefined();
});
