import { describe, expect, test } from 'vitest';
import { resolveStrategy } from '../../../src/vae/strategy/strategy.ts';
import { messageOf } from '../../message-of.ts';

const where = 'config.strategy';

describe('a strategy', () => {
  test('by name is its phases, each as long as training', () => {
    expect(resolveStrategy('joint', 30, where)).toEqual([
      {
        name: 'joint',
        trains: ['encoder', 'decoder'],
        terms: ['reconstruction', 'kl'],
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
      { name: 'warm', trains: ['encoder', 'decoder'], terms: ['reconstruction'], latent: 'mean', epochs: 2 },
      { name: 'decoder', trains: ['decoder'], terms: ['reconstruction', 'kl'], latent: 'objective', epochs: 10 },
    ]);
  });

  test.each<[string | unknown[], string]>([
    ['jiont', 'config.strategy: "jiont" is not known. Expected one of: joint. Did you mean "joint"?'],
    [[], 'config.strategy: [] does not fit. Expected a list with a length of at least 1.'],
    [
      [{ name: 'a', trains: ['head'] }],
      'config.strategy.0.trains.0: "head" is not known. Expected one of: encoder, decoder.',
    ],
    [
      [{ name: 'a', trains: [] }],
      'config.strategy.0.trains: [] does not fit. Expected a list with a length of at least 1.',
    ],
    [
      [{ name: 'a', terms: ['kl'] }],
      'config.strategy.0.terms: a phase trains on the reconstruction at least. Add "reconstruction".',
    ],
    [[{ name: 'a', epochs: 0 }], 'config.strategy.0.epochs: 0 does not fit. Expected a number of at least 1.'],
    [
      [{ name: 'a', train: ['decoder'] }],
      'config.strategy.0.train: "train" is not a key here. Expected one of: name, trains, terms, latent, epochs, learningRate. Did you mean "trains"?',
    ],
    [[{ trains: ['decoder'] }], 'config.strategy.0.name: the value is missing. Expected a value of type string.'],
    [
      [{ name: 'a' }, { name: 'a' }],
      'config.strategy: two phases have one name. Expected a name of its own for each phase.',
    ],
  ])('%j is refused', async (given, message) => {
    expect(await messageOf(() => resolveStrategy(given, 10, where))).toBe(message);
  });
});
