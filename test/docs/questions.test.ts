/** Every command on the pages of questions is one that would run: recipes there are, overrides that fit. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';

const PAGES = ['docs/questions-classifier.md', 'docs/questions-epigenome.md'];
/** Of a config: the others are of a run. */
const COMMAND = /^(?:npx )?elbo (?:train|check|relevance) (.+)$/gm;

/** As a shell takes a line apart, as far as these pages need it. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

const commands = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(COMMAND)].map(([, line]) => [page, line!] as const),
);

test('there are such commands', () => expect(commands.length).toBeGreaterThan(10));

test.each(commands)('%s: %s', async (_page, line) => {
  const [recipe, ...overrides] = wordsOf(line).filter((word) => !word.startsWith('--'));
  const { config } = await readConfig(recipe!);
  expect(resolveConfig(await applyOverrides(config, overrides)).name).toBe(config.name);
});
