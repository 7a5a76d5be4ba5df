import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import { parseConfigText } from '../../src/lab/config-text.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { blocksOf } from './blocks.ts';

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'bench/README.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const read = (file: string): string => readFileSync(file, 'utf8');
const readme = read('README.md');
const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const main = path.resolve('dist/cli/main.js');
const elbo = (args: readonly string[]) =>
  spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });

const blocks = (file: string, language: string): string[] => blocksOf(read(file), language);

test.each(pages)('%s links to files that exist', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target));
  expect(links.filter((target) => !existsSync(path.resolve(path.dirname(page), target)))).toEqual([]);
});

test('the config in the README resolves', async () => {
  const [text] = blocks('README.md', 'yaml');
  expect(resolveConfig(await parseConfigText(text!, 'README.md')).name).toBe('k27ac-and-friends');
});

const recipes = readdirSync('recipes', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

test.each(recipes)(
  'the recipe %s resolves and is in the README, or listed among those of the notebooks',
  async (file) => {
    const name = file.replace(/\.yaml$/, '');
    const { text, config } = await readConfig(name);
    resolveConfig(config);
    expect(text.startsWith('# ')).toBe(true);
    expect(`${readme}${read('docs/recipes.md')}`).toContain(`\`${name}\``);
  },
);

test('the README names the commands that help names', () => {
  const { stdout } = elbo(['--help']);
  const commands = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help');
  expect(commands.length).toBeGreaterThan(5);
  const table = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## Recipes'));
  expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(table))).toEqual([]);
});

// These pages are scripts of their own: guide.test.ts, tutorial.test.ts, classify-page.test.ts.
const SCRIPTS = ['docs/guide.md', 'docs/tutorial.md', 'docs/classify.md'];
const commands = pages
  .filter((page) => !SCRIPTS.includes(page))
  .flatMap((page) =>
    blocks(page, 'sh').flatMap((text) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('npx elbo '))
        .map((line) => [page, line] as const),
    ),
  );

test.each(commands)('a command of %s runs: %s', (_, line) => {
  const { status, stderr } = elbo(
    line
      .replace(/ +#.*$/, '')
      .match(/(?:'[^']*'|[^ '])+/g)!
      .slice(2)
      .map((word) => word.replaceAll("'", '')),
  );
  expect(stderr.split('\n').at(-2) ?? '').not.toMatch(/^elbo:/);
  expect(status).toBe(0);
});

describe('the print-outs of the README are what the commands print, numbers apart', () => {
  const masked = (text: string): string =>
    text
      .replace(/-?[\d,]*\.?\d+(e-?\d+)?/g, '#')
      .replace(/ +/g, ' ')
      .trim();
  const [healthy, collapsed] = blocks('README.md', '');
  test.each([
    ['healthy', healthy, []],
    ['collapsed', collapsed, ['objective.beta=10000']],
  ])('%s', (_, shown, overrides) => {
    const { stdout, status } = elbo(['train', 'first-run', '--quiet', ...overrides]);
    expect(status).toBe(0);
    const findings = stdout.slice(stdout.indexOf('Findings:')).split('\n\n')[0]!;
    expect(masked(findings)).toBe(masked(shown!.split('\n\n')[0]!));
  });
});

test('docs/dependencies.md has a line for each dependency', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const text = read('docs/dependencies.md');
  const named = [
    ...Object.keys(dependencies!),
    ...Object.keys(devDependencies!).filter((name) => !name.startsWith('@types/')),
  ];
  expect(named.filter((name) => !text.includes(name))).toEqual([]);
});
