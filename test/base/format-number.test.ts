import { expect, test } from 'vitest';
import { formatNumber } from '../../src/base/format-number.ts';

test('numbers are written as people read them', () => {
  const written = Object.entries({
    '0': -0,
    '0.1235': 0.12345678,
    '206.3': 206.3149,
    '12,345.7': 12345.678,
    '12,345,678': 12345678,
    '0.00012': 0.00012,
    '1.235e-7': 1.23456e-7,
    '1e15': 1e15,
    '-1.5': -1.5,
    '999.9': 999.9,
    '1,000': 999.99,
    'not a number': Number.NaN,
    infinite: Number.POSITIVE_INFINITY,
    '-infinite': Number.NEGATIVE_INFINITY,
  });
  for (const [text, value] of written) expect(formatNumber(value)).toBe(text);
});
