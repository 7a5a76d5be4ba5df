import { expect, test } from 'vitest';
import type { Evaluation } from '../../src/diagnose/evaluation.ts';
import { modelDiagram } from '../../src/report/model-diagram.ts';
import { sampleInput } from './sample-input.ts';

const { model, evaluation } = sampleInput();

const textsOf = (given = model, of: Evaluation = evaluation): string[] => {
  const block = modelDiagram(given, of);
  const svg = block.kind === 'drawing' ? block.svg : '';
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]!);
};

test('a diagram goes from the data through the latent to each modality, with parameters and terms', () => {
  expect(textsOf()).toEqual([
    'a row of data: 301 columns',
    '2 modalities',
    'encoder.hidden.0: 301 → 16',
    'dense, dropout (rate 0.3); 4,832 parameters',
    'encoder.mean: 16 → 4',
    'dense; 68 parameters',
    'latent: 4 units',
    'z = mean + standard deviation × noise',
    'KL to the standard normal, effective beta 0.5',
    'decoder.output: 4 → 301',
    'dense; 1,505 parameters',
    'k27: 300 columns',
    'reconstruction, bernoulli',
    'expression: 1 column',
    'reconstruction, bernoulli',
  ]);
});

test('mean and log-variance share a row, also where the latent is as wide as the layer below', () => {
  const layer = (name: string) => ({ name, kind: 'dense', inputs: 4, outputs: 4, parameterCount: 20 });
  const layers = [layer('encoder.hidden.0'), layer('encoder.mean'), layer('encoder.logVariance')];
  const texts = textsOf({ ...model, parts: [{ name: 'encoder', layers }] });
  expect(texts.slice(2, 6)).toEqual([
    'encoder.hidden.0: 4 → 4',
    'dense; 20 parameters',
    'encoder.mean, encoder.logVariance: 4 → 2 × 4',
    'dense; 40 parameters',
  ]);
});

test('a latent that is not sampled has no KL in its loss, and a gaussian says its variance', () => {
  const texts = textsOf(model, {
    ...evaluation,
    latentIsSampled: false,
    likelihoods: {
      k27: { kind: 'gaussian', variance: 0.25 },
      expression: { kind: 'gaussian', varianceIsLearned: true, variance: 2 },
    },
  });
  expect(texts).toContain('z = mean, not sampled');
  expect(texts).toContain('KL is only reported');
  expect(texts).toContain('reconstruction, gaussian, fixed variance 0.25');
  expect(texts).toContain('reconstruction, gaussian, learned variance 2');
});

test('a loss that trains in place of a likelihood is named', () => {
  const likelihoods = { k27: { kind: 'bernoulli', trainedOn: 'focal' }, expression: { kind: 'bernoulli' } } as const;
  const texts = textsOf(model, { ...evaluation, likelihoods });
  expect(texts).toContain('reconstruction, bernoulli, trained on its focal loss');
  expect(texts).toContain('reconstruction, bernoulli');
});

test('many modalities are drawn in part and counted', () => {
  const modalities = Array.from({ length: 30 }, (_, i) => ({ name: `<m${i}>`, start: i, count: 1 }));
  const texts = textsOf(model, { ...evaluation, modalities });
  expect(texts).toContain('&lt;m7&gt;: 1 column');
  expect(texts.slice(-2)).toEqual(['22 more modalities', 'reconstruction']);
});
