/** Pages made from the sources. `npx vitest run test/docs/references.test.ts -u` writes them anew. */
import { expect, test } from 'vitest';
import { configPage } from './config-page.ts';
import { findingsPage } from './findings-page.ts';

test('docs/findings.md is what the files of the diagnostics say', async () => {
  await expect(findingsPage()).toMatchFileSnapshot('../../docs/findings.md');
});

test('docs/config.md is what the options declare', async () => {
  await expect(configPage()).toMatchFileSnapshot('../../docs/config.md');
});
