import { expect, test } from 'vitest';
import { listed, ofModality, percent } from '../../src/diagnose/wording.ts';

test('shares have two significant digits', () => {
  expect([0.2377, 0.00102, 1, 1.234, 0].map(percent)).toEqual(['24 %', '0.1 %', '100 %', '120 %', '0 %']);
});

test('names are listed with one conjunction', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((names) => listed(names))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
  expect(listed(['a', 'b'], 'or')).toBe('a or b');
});

test('a modality is named where there are several', () => {
  expect(ofModality('24 %', 'k9', 1)).toBe('24 %');
  expect(ofModality('24 %', 'k9', 4)).toBe('24 % (k9)');
});
