import { expect, test } from 'vitest';
import { latentFigures, modalityFigures } from '../../src/report/latent-figures.ts';
import { sampleInput } from './sample-input.ts';

test('the histograms warn that units which are not active look normal', () => {
  const figure = latentFigures(sampleInput())['latent-validation']!;
  expect(figure.subtitle).toEqual([
    '152 rows x 4 units, pooled',
    '3 of 4 units are not active: their z is noise from the prior and looks perfectly normal',
  ]);
});

test('units are drawn active by the variance of their posterior mean', () => {
  const { units } = latentFigures(sampleInput())['kl-per-unit']!.data;
  expect(units!.map(({ unit, state }) => `${unit} ${state}`)).toEqual([
    '1 active',
    '2 not active',
    '3 not active',
    '4 not active',
  ]);
});

test('bars of a modality stand beside its own trivial models and say that KL is not counted', () => {
  const figure = modalityFigures(sampleInput()).modalities!;
  expect(figure.subtitle![0]).toBe('KL of 7.8 nats per row, shared by all modalities, is not counted:');
  expect(figure.data.modality0!.map(({ label }) => label)).toEqual([
    'reconstruction (KL not counted)',
    'Markov',
    'per column',
    'constant',
  ]);
  expect(figure.data.modality1!.map(({ value }) => value)).toEqual([0.5, 0.66, 0.66]);
});

test('without an evaluated split and without latents there is nothing to draw', () => {
  const { latents: _, ...input } = sampleInput();
  const empty = { ...input, evaluation: { ...input.evaluation, splits: {} } };
  expect(latentFigures(empty)).toEqual({});
  expect(modalityFigures(empty)).toEqual({});
});
