import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loadContext, readConfigSource, readRecipe, recipeNames } from '../../src/cli/config-source.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('every recipe is a config', async () => {
  for (const name of recipeNames()) resolveConfig((await readConfig(name)).config);
});

test('a name is a recipe, anything else a file whose data lie beside it', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-source-'));
  const file = path.join(folder, 'mine.yaml');
  writeFileSync(file, 'seed: 1\n');
  expect(readConfigSource(file)).toEqual({ text: 'seed: 1\n', where: file, baseFolder: folder });
  expect(readConfigSource('first-run')).toMatchObject({ where: 'recipe first-run', baseFolder: process.cwd() });
});

test('a folder is no config, and a path out of the recipes is no recipe', () => {
  expect(() => readConfigSource('src')).toThrow(
    'src: this is a folder. Expected a config file or a recipe. To go on with a run: elbo train --resume src.',
  );
  expect(() => readRecipe('../package')).toThrow(
    '../package: there is no such recipe. Expected a name that "elbo recipes" lists.',
  );
});

test('data are looked for in ELBO_DATA first, where it is set', () => {
  vi.stubEnv('ELBO_DATA', '');
  expect(loadContext('here')).toEqual({ baseFolder: 'here' });
  vi.stubEnv('ELBO_DATA', '/data');
  expect(loadContext('here')).toEqual({ dataRoot: '/data', baseFolder: 'here' });
});
