import { describe, expect, test } from 'vitest';
import { resolveStrategy } from '../../../src/vae/strategy/strategy.ts';
import { messageOf } from '../../message-of.ts';

const where = 'config.strategy';

describe('a strategy', () => {
  test('by name is its phases, each as long as training', () => {
    expect(resolveStrategy('joint', 30, where)).toEqual([
      {
        name: 'joint',
        trains: ['encoder', 'decoder', 'head'],
        terms: ['reconstruction', 'prediction', 'kl'],
        latent: 'objective',
        epochs: 30,
      },
    ]);
  });

  test('as a list has defaults for all but names', () => {
    const phases = resolveStrategy(
      [
        { name: 'warm', latent: 'mean', terms: ['reconstruction'], epochs: 2 },
        { name: 'decoder', trains: ['decoder'] },
      ],
      10,
      where,
    );
    expect(phases).toEqual([
      { name: 'warm', trains: ['encoder', 'decoder', 'head'], terms: ['reconstruction'], latent: 'mean', epochs: 2 },
      {
        name: 'decoder',
        trains: ['decoder'],
        terms: ['reconstruction', 'prediction', 'kl'],
        latent: 'objective',
        epochs: 10,
      },
    ]);
  });

  test.each<[string | unknown[], string]>([
    [
      'jiont',
      'config.strategy: "jiont" is not known. Expected one of: joint, encoder-decoder, classifier-head, deterministic-classifier, variational-classifier, encoder-decoder-then-head. Did you mean "joint"?',
    ],
    [[], 'config.strategy: [] does not fit. Expected a list with a length of at least 1.'],
    [
      [{ name: 'a', trains: ['tail'] }],
      'config.strategy.0.trains.0: "tail" is not known. Expected one of: encoder, decoder, head.',
    ],
    [
      [{ name: 'a', trains: [] }],
      'config.strategy.0.trains: [] does not fit. Expected a list with a length of at least 1.',
    ],
    [
      [{ name: 'a', terms: ['kl'] }],
      'config.strategy.0.terms: a phase trains on what is told of rows. Add "reconstruction" or "prediction".',
    ],
    [[{ name: 'a', epochs: 0 }], 'config.strategy.0.epochs: 0 does not fit. Expected a number of at least 1.'],
    [
      [{ name: 'a', train: ['decoder'] }],
      'config.strategy.0.train: "train" is not a key here. Expected one of: name, trains, terms, latent, epochs, learningRate. Did you mean "trains"?',
    ],
    [[{ trains: ['decoder'] }], 'config.strategy.0.name: the value is missing. Expected a text.'],
    [
      [{ name: 'a' }, { name: 'a' }],
      'config.strategy: two phases have one name. Expected a name of its own for each phase.',
    ],
  ])('%j is refused', async (given, message) => {
    expect(await messageOf(() => resolveStrategy(given, 10, where))).toBe(message);
  });
});

describe('for a model', () => {
  const plain = { parts: ['encoder', 'decoder'], terms: ['reconstruction', 'kl'] } as const;
  const headOnly = { parts: ['encoder', 'head'], terms: ['prediction', 'kl'] } as const;

  test('parts and terms that it lacks fall out of what nobody asked for by name', () => {
    expect(resolveStrategy('joint', 3, where, plain)).toMatchObject([
      { trains: ['encoder', 'decoder'], terms: ['reconstruction', 'kl'] },
    ]);
    expect(resolveStrategy([{ name: 'a', terms: ['prediction'] }], 3, where, headOnly)).toMatchObject([
      { trains: ['encoder', 'head'], terms: ['prediction'] },
    ]);
  });

  test.each<[string | unknown[], typeof plain | typeof headOnly, string]>([
    [
      'variational-classifier',
      plain,
      'config.strategy: the phase "classifier" trains on prediction, which needs a head, and the model has none: architecture.kind: classifier-head with data.label gives it one.',
    ],
    [
      'encoder-decoder-then-head',
      headOnly,
      'config.strategy: the phase "encoder-decoder" trains on reconstruction, which needs a decoder, and the model has none.',
    ],
    [
      [{ name: 'a', terms: ['reconstruction', 'prediction'] }],
      plain,
      'config.strategy.0.terms: prediction needs a head, and the model has none: architecture.kind: classifier-head with data.label gives it one.',
    ],
    [
      [{ name: 'a', trains: ['encoder', 'head'], terms: ['reconstruction'] }],
      { parts: ['encoder', 'decoder', 'head'], terms: ['reconstruction', 'prediction', 'kl'] } as never,
      'config.strategy.0.trains: the head learns through prediction alone, and the phase has no such term.',
    ],
    [
      [{ name: 'a', trains: ['head'] }],
      plain,
      'config.strategy.0.trains: the head is to train: prediction needs a head, and the model has none: architecture.kind: classifier-head with data.label gives it one.',
    ],
  ])('%j is refused', async (given, available, message) => {
    expect(await messageOf(() => resolveStrategy(given, 3, where, available))).toBe(message);
  });
});
