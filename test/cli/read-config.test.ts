import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import { inFolder } from '../end-to-end/small-experiment.ts';
import { messageOf } from '../message-of.ts';

const inFiles = <T>(files: Readonly<Record<string, string>>, work: (folder: string) => Promise<T>): Promise<T> =>
  inFolder((folder) => {
    mkdirSync(path.join(folder, 'deep'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    return work(folder);
  });

test('a config builds on a recipe, and on a file beside it that builds on another', async () => {
  const files = {
    'a.yaml': 'extends: first-run\nseed: 1\narchitecture: {latent: 3}\n',
    'deep/b.yaml': 'extends: ../a.yaml\nseed: 2\n',
  };
  await inFiles(files, async (folder) => {
    const { config: recipe } = await readConfig('first-run');
    const { config, text, baseFolder } = await readConfig(path.join(folder, 'deep', 'b.yaml'));
    expect(config).toEqual({ ...recipe, seed: 2, architecture: { ...(recipe.architecture as object), latent: 3 } });
    expect(text).toBe(files['deep/b.yaml']);
    expect(baseFolder).toBe(path.join(folder, 'deep'));
  });
});

test('a circle, an unknown name and what is no name are refused', async () => {
  const files = {
    'a.yaml': 'extends: b.yaml\n',
    'b.yaml': 'extends: a.yaml\n',
    'own.yaml': 'extends: own.yaml\n',
    'unknown.yaml': 'extends: frist-run\n',
    'list.yaml': 'extends: [first-run]\n',
  };
  await inFiles(files, async (folder) => {
    const at = (name: string) => path.join(folder, name);
    const refused = (name: string) => messageOf(() => readConfig(at(name)));
    expect(await refused('a.yaml')).toBe(
      `${at('b.yaml')}: extends: it goes round in a circle: ${['a.yaml', 'b.yaml', 'a.yaml'].map(at).join(' -> ')}. Expected a config that does not build on this one.`,
    );
    expect(await refused('own.yaml')).toBe(
      `${at('own.yaml')}: extends: it goes round in a circle: ${at('own.yaml')} -> ${at('own.yaml')}. Expected a config that does not build on this one.`,
    );
    expect(await refused('unknown.yaml')).toBe(
      'frist-run: there is no such config file or recipe. Expected a path, or a name that "elbo recipes" lists. Did you mean "first-run"?',
    );
    expect(await refused('list.yaml')).toBe(
      `${at('list.yaml')}: extends: ["first-run"] does not fit. Expected the name of a recipe, or a file.`,
    );
  });
});
