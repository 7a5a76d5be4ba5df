import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeNamedFolder, slug } from '../../src/store/folder-name.ts';

test('a slug keeps what file names allow', () => {
  expect(slug('K27ac from others (β = 1)')).toBe('k27ac-from-others-1');
  expect(slug('Grüße, élan')).toBe('gru-e-elan');
  expect(slug('../../etc/passwd')).toBe('etc-passwd');
  expect(slug('<script>\n')).toBe('script');
  expect(slug('🙂')).toBe('run');
  expect(slug('')).toBe('run');
  expect(slug(`${'x'.repeat(39)} y`)).toBe('x'.repeat(39));
});

test('any name gives a short safe slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(slug(name)).toMatch(/^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
});

test('folders of the same name made at once all differ', () => {
  const parent = fs.mkdtempSync(join(tmpdir(), 'elbo-names-'));
  const paths = Array.from({ length: 50 }, () => makeNamedFolder(join(parent, 'runs'), 'My run'));
  expect(new Set(paths).size).toBe(50);
  for (const path of paths) expect(path).toMatch(/\/runs\/\d{8}-\d{6}-my-run-[a-z0-9]{4}$/);
  fs.rmSync(parent, { recursive: true });
});
