import { expect, test } from 'vitest';
import type { Evaluation } from '../../src/diagnose/evaluation.ts';
import { modelDiagram, modelDiagrams } from '../../src/report/model-diagram.ts';
import type { PhaseDescription } from '../../src/report/model-diagram-rows.ts';
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

const phases: readonly PhaseDescription[] = [
  { name: 'warm', trains: ['encoder', 'decoder'], terms: ['reconstruction'], latent: 'mean', epochs: 1 },
  { name: 'finish', trains: ['decoder'], terms: ['reconstruction', 'kl'], latent: 'sampled', epochs: 20 },
];
const svgsOf = (given: readonly PhaseDescription[]): string[] =>
  modelDiagrams(model, evaluation, given).map((block) => (block.kind === 'drawing' ? block.svg : ''));

test('phases are drawn one by one, with what each trains, what is frozen and where its terms attach', () => {
  const [warm, finish] = svgsOf(phases);
  expect(warm).toContain('>Phase 1 of 2, warm: 1 epoch</text>');
  expect(warm).toContain('>trains: encoder, decoder; frozen: nothing</text>');
  expect(warm).toContain('>KL is only reported in this phase</text>');
  expect(warm).not.toContain('class="layer frozen"');
  // One line from its place to each term that trains: both reconstructions.
  expect(warm!.match(/class="attach"/g)).toHaveLength(2);
  expect(finish).toContain('>trains: decoder; frozen: encoder (dashed)</text>');
  expect(finish).toContain('>frozen; dense; 68 parameters</text>');
  expect(finish).toContain('>KL to the standard normal, effective beta 0.5</text>');
  expect(finish!.match(/class="attach"/g)).toHaveLength(3);
  expect(finish!.match(/class="layer frozen"/g)).toHaveLength(2);
});

test('each drawing of a phase has a file and a title of its own', () => {
  const named = modelDiagrams(model, evaluation, phases).map((block) =>
    block.kind === 'drawing' ? [block.name, block.title] : [],
  );
  expect(named.map(([name]) => name)).toEqual(['model-phase-1', 'model-phase-2']);
  expect(named[1]![1]).toBe(
    'The model: dense, 6,405 parameters. Phase 2 of 2, finish: 20 epochs. trains: decoder; frozen: encoder (dashed)',
  );
});

test('one phase that trains everything is drawn without a heading', () => {
  const plain = modelDiagrams(model, evaluation);
  expect(modelDiagrams(model, evaluation, [{ ...phases[1]!, trains: ['encoder', 'decoder'] }])).toEqual(plain);
  expect(modelDiagrams(model, evaluation, [phases[1]!])).toHaveLength(1);
  expect(svgsOf([phases[1]!])[0]).toContain('Phase 1 of 1');
});

test('a head and its label stand under the latent; without a decoder the columns are what the encoder reads', () => {
  const layer = { name: 'head.output', kind: 'dense', inputs: 4, outputs: 1, parameterCount: 5 };
  const texts = textsOf(
    { ...model, parts: [model.parts[0]!, { name: 'head', layers: [layer] }] },
    {
      ...evaluation,
      modalities: [{ name: 'smoker', start: 301, count: 1 }],
      likelihoods: { smoker: { kind: 'bernoulli' } },
      label: { name: 'smoker', task: 'binary' },
    },
  );
  expect(texts[0]).toBe('a row of data: 301 columns');
  expect(texts.slice(-4)).toEqual([
    'head.output: 4 → 1',
    'dense; 5 parameters',
    'smoker: the label',
    'prediction, bernoulli',
  ]);
});
