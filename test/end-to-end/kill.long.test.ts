import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { expectKillsHarmless } from './kills.ts';

test('a run killed at any of fifty moments and resumed equals one that was not, 50 of 50', async () => {
  const struck = await expectKillsHarmless(50, new RandomStreams(Date.now()).of('kills'));
  expect(new Set(struck).size).toBeGreaterThan(10);
});
