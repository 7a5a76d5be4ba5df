import { expect, test } from 'vitest';
import { recipeNames } from '../../src/cli/config-source.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';

const resolved = async (name: string) => resolveConfig((await readConfig(name)).config);
const onFiles: string[] = [];
for (const name of recipeNames()) {
  const { source } = (await resolved(name)).data;
  if (typeof source === 'string' || !('simulated' in source || 'simulatedTable' in source)) onFiles.push(name);
}

test('there are recipes that read files', () => expect(onFiles.length).toBeGreaterThan(3));

test.each(onFiles)('%s has a twin that reads simulated data and is the same in all else', async (name) => {
  const { data: _, name: __, ...rest } = await resolved(name);
  const { data, name: twinName, ...same } = await resolved(`${name}-simulated`);
  expect(same).toEqual(rest);
  expect(Object.keys(data.source)).toEqual([expect.stringMatching(/^simulated/)]);
  expect(twinName).toMatch(/-simulated$/);
});
