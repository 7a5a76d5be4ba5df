import { expect, test } from 'vitest';
import { z } from 'zod';
import { choice, integer, number, parseOptions } from '../../src/base/options.ts';
import { defineVariant, resolveChoice } from '../../src/base/variant.ts';

const table = {
  gaussian: defineVariant({
    summary: 'normal',
    options: {
      variance: choice(['fixed', 'learned'], { default: 'fixed', help: 'h' }),
      value: number({ default: 1, above: 0, help: 'h' }),
    },
    build: (options) => options,
  }),
  count: defineVariant({
    summary: 'c',
    options: { size: integer({ help: 'h', min: 1 }) },
    build: (options) => options,
  }),
};
const failure = (given: unknown) => {
  try {
    resolveChoice(table, given, 'config.likelihood');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

test('a name alone takes every default', () => {
  expect(resolveChoice(table, 'gaussian', 'w')).toEqual({ kind: 'gaussian', variance: 'fixed', value: 1 });
});

test.each([
  ['gausian', 'config.likelihood: "gausian" is not known. Expected one of: gaussian, count. Did you mean "gaussian"?'],
  [
    { kind: 'gaussian', varience: 'fixed' },
    'config.likelihood.varience: "varience" is not a key here. Expected one of: variance, value. Did you mean "variance"?',
  ],
  [
    { kind: 'gaussian', variance: 'fix' },
    'config.likelihood.variance: "fix" is not known. Expected one of: fixed, learned. Did you mean "fixed"?',
  ],
  [{ kind: 'gaussian', value: 0 }, 'config.likelihood.value: 0 does not fit. Expected a number above 0.'],
  [{ kind: 'gaussian', value: 'x' }, 'config.likelihood.value: "x" does not fit. Expected a number.'],
  [{ kind: 'count', size: 1.5 }, 'config.likelihood.size: 1.5 does not fit. Expected a whole number.'],
  [{ kind: 'count' }, 'config.likelihood.size: the value is missing. Expected a number.'],
  [7, 'config.likelihood: 7 does not fit. Expected a name (gaussian, count) or {kind: name, ...options}.'],
  [{ variance: 'fixed' }, 'config.likelihood: the key "kind" is missing. Expected one of: gaussian, count.'],
])('a choice that does not fit is refused with the whole story: %j', (given, message) => {
  expect(failure(given)).toBe(message);
});

test('a key inside a section that has its own defaults is suggested too', () => {
  const schema = z.strictObject({ split: z.strictObject({ train: z.number().default(1) }).prefault({}) });
  expect(() => parseOptions(schema, { split: { trian: 2 } }, 'config')).toThrow(
    'config.split.trian: "trian" is not a key here. Expected one of: train. Did you mean "train"?',
  );
});
