import { expect, test } from 'vitest';
import { phrase, type Standing } from '../../src/diagnose/comparison.ts';

const say = (...standings: Standing[]) =>
  phrase(standings.map((standing, i) => ({ baseline: ['A', 'B', 'C'][i]!, value: i + 1, standing })));

test('every mixture of standings reads as a predicate', () => {
  expect(say('beats', 'beats', 'beats')).toBe('beats A (1), B (2) and C (3)');
  expect(say('beats', 'beats', 'misses')).toBe('beats A (1) and B (2) but not C (3)');
  expect(say('misses', 'misses')).toBe('does not beat A (1) or B (2)');
  expect(say('beats', 'beats before KL')).toBe('beats A (1) and beats B (2) only before KL is added');
  expect(say('beats before KL', 'beats before KL', 'misses')).toBe(
    'beats A (1) and B (2) only before KL is added but not C (3)',
  );
  expect(say('beats', 'beats by chance', 'misses')).toBe(
    'beats A (1) and is below B (2) by chance alone (the latent is empty) but not C (3)',
  );
});
