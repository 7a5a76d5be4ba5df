import { test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { expectKillsHarmless } from './kills.ts';

test('a run killed at any of five moments and resumed equals one that was not, with every step once', async () => {
  await expectKillsHarmless(5, new RandomStreams(Date.now()).of('kills'));
});
