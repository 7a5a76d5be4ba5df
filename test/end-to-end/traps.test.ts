/** Names that would do harm where they are taken for more than text: in a page, a terminal, a path, a spreadsheet. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { elbo, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
const SCRIPT = '<script>alert(1)</script>';
const TRAPS = [
  SCRIPT,
  '\u202egnp.exe',
  'two\nlines',
  '\u001b[31mred',
  `long ${'x'.repeat(10_000)}`,
  '\u{1f9ec}',
  '=1+1',
];
/** What a terminal or a reader would obey: control characters but line ends, and turns of direction. */
const OBEYED = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;
/** The first of them, each with what stands around it. */
const obeyedIn = (text: string): string[] =>
  [...text.matchAll(new RegExp(OBEYED, 'gu'))].slice(0, 3).map(({ index }) => text.slice(index - 40, index + 20));
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
let run: string;
let shown: string;

beforeAll(async () => {
  const rows = Array.from({ length: 70 }, (_, i) => {
    const trap = TRAPS[i % TRAPS.length]!;
    return [quoted(`${i} ${trap}`), quoted(trap), ...[1, 2, 3].map((k) => Math.sin(i * k).toFixed(3))].join(',');
  });
  writeFileSync(
    path.join(folder, 'data.csv'),
    `id,class,${quoted(`${SCRIPT}\u001b[2J`)},../up,CON\n${rows.join('\n')}\n`,
  );
  const config = {
    name: `../../${SCRIPT}\u202e`,
    data: {
      source: 'data.csv',
      idColumn: 'id',
      label: 'class',
      modalities: { [`${SCRIPT}\u001b[1m`]: ['../up', '<script>*'], '../../NUL': ['CON'] },
    },
    architecture: { kind: 'dense', encoder: [4], latent: 2, decoder: [4] },
    likelihood: 'gaussian',
    training: { epochs: 2, batchSize: 16 },
    threads: 1,
  };
  writeFileSync(path.join(folder, 'config.yaml'), JSON.stringify(config));
  const { code, stdout, stderr } = await elbo(['train', 'config.yaml', '--json', '--quiet'], folder);
  expect(code, stdout + stderr).toBe(0);
  run = (JSON.parse(stdout) as RunAnswer).path;
  writeFileSync(path.join(folder, run, 'notes.md'), `${SCRIPT}\n\n\u001b[31mred\u202e\n`);
  expect((await elbo(['report', run], folder)).code).toBe(0);
  for (const format of ['csv', 'projector', 'tensorboard'])
    expect((await elbo(['export', run, '--format', format, '-o', `out/${format}`], folder)).code).toBe(0);
  const told = [
    ['runs', 'list'],
    ['runs', 'show', run],
    ['runs', 'note', run],
    ['diagnose', run],
    ['evaluate', run],
  ];
  const answers = await Promise.all(told.map((words) => elbo(words, folder)));
  answers.push(await elbo(['train', 'config.yaml', `data.modalities.\u001b[31mred=0`], folder));
  shown = answers.map(({ stdout, stderr }) => stdout + stderr).join('\n');
});

const read = (name: string) => readFileSync(path.join(folder, run, name), 'utf8');

describe('fault 40: labels, ids and names that hold', () => {
  test('markup are text in reports', () => {
    const page = read('report.html');
    expect(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true);
    expect(page.includes(SCRIPT)).toBe(false);
    expect(read('report.md')).not.toMatch(/<script/i);
    for (const name of readdirSync(path.join(folder, run, 'figures')).filter((name) => name.endsWith('.svg')))
      expect(read(`figures/${name}`), name).not.toContain(SCRIPT);
  });

  test('control characters and turns of direction are not printed', () => {
    expect(shown).toContain('red');
    for (const text of [shown, read('report.md'), read('report.html')]) expect(obeyedIn(text)).toEqual([]);
    expect(
      Math.max(
        ...read('report.md')
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThan(5000);
  });

  test('paths become plain names of files, and none leads out', () => {
    expect(path.basename(run)).toMatch(/^\d{8}-\d{6}-script-alert-1-script-[a-z0-9]{4}$/);
    const names = ['runs', 'out'].flatMap((each) =>
      readdirSync(path.join(folder, each), { recursive: true, encoding: 'utf8' }),
    );
    const odd = names.map((name) => path.basename(name)).filter((name) => !/^[A-Za-z0-9][\w.-]*$/.test(name));
    expect(odd).toEqual([]);
    expect(names.filter((name) => /^(con|nul|aux|prn|com\d|lpt\d)(\.|$)/i.test(path.basename(name)))).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['config.yaml', 'data.csv', 'out', 'runs']);
  });
});
