import { expect, test } from 'vitest';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { changesInWords, configChanges } from '../../src/report/config-changes.ts';

const base = { data: { source: 'table.csv' } };
const changes = (now: object, before: object = {}): string =>
  changesInWords(configChanges(resolveConfig({ ...base, ...before }), resolveConfig({ ...base, ...now })));

test('a changed config is told in the words of the field', () => {
  expect(changes({ objective: { kind: 'beta', beta: 1e-3 } })).toBe('KL weight 1 → 0.001');
  expect(changes({ architecture: { kind: 'dense', latent: 50, encoder: [256], batchNorm: true, dropout: 0.3 } })).toBe(
    'encoder layers 512-256 → 256; latent units 20 → 50; net gains batch normalization and dropout 0.3',
  );
  expect(changes({}, { architecture: { batchNorm: true, dropout: 0.3 } })).toBe(
    'net loses batch normalization and dropout 0.3',
  );
  const decoderAlone = ['decoder.hidden.0', 'decoder.hidden.1'];
  expect(changes({ architecture: { batchNorm: true, dropout: 0.3, regularized: decoderAlone } })).toBe(
    'decoder gains batch normalization and dropout 0.3',
  );
  expect(changes({ architecture: { dropout: 0.5 } }, { architecture: { dropout: 0.3 } })).toBe('dropout 0.3 → 0.5');
  expect(changes({ training: { epochs: 5, optimizer: { kind: 'adam', learningRate: 0.01 } }, seed: 7 })).toBe(
    'seed 42 → 7; optimizer learning rate 0.001 → 0.01; epochs 100 → 5',
  );
  expect(changes({ data: { source: 'other.csv' } })).toBe('data table.csv → other.csv');
});

test('another kind is told whole, with its options', () => {
  expect(changes({ likelihood: { kind: 'focal-bernoulli', gamma: 1 } })).toBe(
    'likelihood bernoulli → (focal-bernoulli, gamma 1, alpha 0.25, class balancing no)',
  );
  expect(changes({ masking: { kind: 'fixed-modality', modality: 'k27' } })).toMatch(
    /^masking none → \(fixed-modality, modality k27, /,
  );
});

test('names and published numbers change nothing', () => {
  expect(changes({ name: 'other' })).toBe('nothing in the config');
  expect(configChanges({ published: { loss: 1 }, seed: 1 }, { seed: 1 })).toEqual([]);
});

test('a key that one of the two does not have is none there', () => {
  expect(configChanges({ data: {} }, { data: { classes: ['on'] } })).toEqual([
    { path: 'data.classes', text: 'classes none → on' },
  ]);
});
