import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeNamedFolder } from '../../src/store/folder-name.ts';

test('folders of the same name made at once all differ', () => {
  const parent = fs.mkdtempSync(join(tmpdir(), 'elbo-names-'));
  const paths = Array.from({ length: 50 }, () => makeNamedFolder(join(parent, 'runs'), 'My run'));
  expect(new Set(paths).size).toBe(50);
  for (const path of paths) expect(path).toMatch(/\/runs\/\d{8}-\d{6}-my-run-[a-z0-9]{4}$/);
  fs.rmSync(parent, { recursive: true });
});
