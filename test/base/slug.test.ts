import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slug } from '../../src/base/slug.ts';

test('a slug keeps letters and digits and joins them by hyphens', () => {
  expect(slug('K27ac from others (β = 0.5)')).toBe('k27ac-from-others-0-5');
  expect(slug('Müllers Größe')).toBe('mullers-gro-e');
});

test('a slug of any text is a plain file name of 1 to 60 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      expect(slug(text)).toMatch(/^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
  for (const text of ['', '../../etc/passwd', '..', 'a\0b', '\n', 'x'.repeat(10_000)]) {
    expect(slug(text)).toMatch(/^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});
