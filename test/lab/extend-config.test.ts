import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extendConfig } from '../../src/lab/extend-config.ts';

const base = {
  name: 'base',
  data: { source: { simulated: { rows: 10 } }, split: { by: 'random', train: 0.7 } },
  architecture: { kind: 'dense', encoder: [512, 256], latent: 50 },
  masking: { kind: 'fixed-modality', modality: 'dnam' },
  training: { optimizer: { kind: 'adam', learningRate: 1e-4 }, epochs: 100 },
};

test('what is given holds, and all else is as in what is extended', () => {
  expect(
    extendConfig(base, { extends: 'other', name: 'own', architecture: { latent: 10 }, training: { epochs: 3 } }),
  ).toEqual({
    ...base,
    name: 'own',
    architecture: { kind: 'dense', encoder: [512, 256], latent: 10 },
    training: { optimizer: { kind: 'adam', learningRate: 1e-4 }, epochs: 3 },
  });
});

test('lists are replaced, and so are maps of another kind', () => {
  const own = { architecture: { encoder: [64] }, masking: { kind: 'none' }, training: { optimizer: { kind: 'sgd' } } };
  expect(extendConfig(base, own)).toMatchObject({
    architecture: { encoder: [64], latent: 50 },
    masking: { kind: 'none' },
    training: { optimizer: { kind: 'sgd' }, epochs: 100 },
  });
  expect(extendConfig(base, own).masking).toEqual({ kind: 'none' });
});

test('a source of data, modalities and likelihoods are replaced as a whole', () => {
  const own = { data: { source: { npy: 'a.npy' } }, likelihood: { dnam: 'bernoulli' } };
  expect(extendConfig({ ...base, likelihood: { kind: 'gaussian' } }, own)).toMatchObject({
    data: { source: { npy: 'a.npy' }, split: { by: 'random', train: 0.7 } },
    likelihood: { dnam: 'bernoulli' },
  });
  expect(extendConfig(base, own).data).not.toHaveProperty('source.simulated');
});

test('nothing given is what is extended, and neither is changed', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (config) => {
      const before = JSON.stringify(config);
      expect(extendConfig(config, { extends: 'x' })).toEqual(config);
      expect(JSON.stringify(extendConfig({}, { ...config }))).toBe(
        JSON.stringify(Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'extends'))),
      );
      expect(JSON.stringify(config)).toBe(before);
    }),
  );
});
