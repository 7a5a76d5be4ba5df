import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparedMetric } from '../../src/diagnose/compare/compare-sides.ts';
import type { Finding } from '../../src/diagnose/finding.ts';
import { elbo, SMALL, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
const runs: Record<string, string> = {};

interface Compared {
  readonly label: string;
  readonly against: string;
  readonly changes: readonly { readonly path: string; readonly text: string }[];
  readonly differences: readonly { readonly aspect: string }[];
  readonly metrics: readonly (ComparedMetric & { readonly label: string })[];
  readonly readings: readonly { readonly part: string; readonly text: string }[];
  readonly findings: readonly Finding[];
}

async function trained(name: string, ...overrides: readonly string[]): Promise<string> {
  const { stdout, code } = await elbo(
    ['train', ...SMALL, 'data.split.by=position', ...overrides, '--name', name, '--json', '--quiet'],
    folder,
  );
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { path: string }).path;
}

beforeAll(async () => {
  const wanted: Readonly<Record<string, Promise<string>>> = {
    base: trained('base'),
    seed: trained('other-seed', 'seed=43'),
    split: trained('other-split', 'data.split.by=random'),
    weak: trained('weak-kl', 'objective.beta=0.001'),
    study: trained('study', 'objective.beta=0.001', 'seeds=2'),
  };
  for (const [name, run] of Object.entries(wanted)) runs[name] = await run;
  // A copy is what another training of the same config and seed would be: test/end-to-end/resume.test.ts.
  runs.again = 'runs/again';
  cpSync(path.join(folder, runs.base!), path.join(folder, runs.again), { recursive: true });
  await elbo(['runs', 'note', runs.weak!, 'Too weak, I think.'], folder);
}, 120_000);

async function compared(...words: readonly string[]): Promise<readonly Compared[]> {
  const { stdout, stderr, code } = await elbo(['compare', ...words, '--json'], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as { runs: readonly Compared[] }).runs.slice(1);
}

const finding = ({ findings }: Compared, id: string): Finding => findings.find((one) => one.id === id)!;

describe('elbo compare', () => {
  test('withholds every difference of two splits and names the split', async () => {
    const [other] = await compared(runs.base!, runs.split!);
    expect(other!.differences).toEqual([
      { aspect: 'split', says: 'the split is another one, with other held-out rows' },
    ]);
    expect(other!.metrics.length).toBeGreaterThan(50);
    expect(other!.metrics.every(({ change, delta }) => change === 'withheld' && delta === undefined)).toBe(true);
    expect(finding(other!, 'comparability')).toMatchObject({
      verdict: 'warning',
      title:
        'Nothing compares with base: the split is another one, with other held-out rows. Every difference is withheld.',
    });
    expect(other!.findings).toHaveLength(1);
  });

  test('calls the difference of two seeds on one split seed noise', async () => {
    const [other] = await compared(runs.base!, runs.seed!);
    expect(other!.changes).toEqual([{ path: 'seed', text: 'seed 42 → 43' }]);
    expect(finding(other!, 'seed-noise').title).toMatch(
      /^Seed noise: nothing but the seed differs from base \(42 against 43\), and on test the negative ELBO is (lower|higher) by \S+ nats per row \(\S+ %\)\. So much is no effect of any idea\.$/,
    );
    expect(finding(other!, 'comparability').verdict).toBe('good');
    expect(other!.readings.every(({ text }) => text.includes('seed noise'))).toBe(true);
  });

  test('calls a run that was repeated identical', async () => {
    const [again] = await compared(runs.base!, runs.again!);
    expect(again!.changes).toEqual([]);
    expect(finding(again!, 'seed-noise').title).toBe(
      `It is identical to ${path.basename(runs.base!)}: the same config, the same seed, and every byte of the model.`,
    );
    expect(again!.metrics.every(({ delta }) => delta === 0)).toBe(true);
  });

  test('withholds the loss of another objective and compares nats, with an interval over rows', async () => {
    const [weak] = await compared(runs.split!, runs.weak!, '--against', runs.base!).then((all) => all.slice(1));
    expect(weak).toMatchObject({ against: 'base', notes: 'Too weak, I think.\n' });
    expect(weak!.changes).toEqual([{ path: 'objective.beta', text: 'KL weight 1 → 0.001' }]);
    const number = (name: string) => weak!.metrics.find((one) => one.split === 'test' && one.name === name)!;
    expect(number('loss')).toMatchObject({
      change: 'withheld',
      withheld: ['the units of the objective differ (weight of KL 1 and 0.001)'],
    });
    const { delta, overRows, overSeeds } = number('kl');
    expect(delta).toBeGreaterThan(overRows!.low);
    expect(delta).toBeLessThan(overRows!.high);
    expect(overSeeds).toBeUndefined();
    expect(finding(weak!, 'comparability').verdict).toBe('note');
  });

  test('holds a run beside a study of its repeats, and takes the noise of seeds from it', async () => {
    const [base] = await compared(runs.study!, runs.base!);
    expect(base!.changes.map(({ text }) => text)).toEqual(['KL weight 0.001 → 1', 'runs 2 → 1']);
    const bound = base!.metrics.find(({ split, name }) => split === 'test' && name === 'negativeElbo')!;
    expect(bound.before.count).toBe(2);
    expect(bound.overSeeds!.high - bound.overSeeds!.low).toBeGreaterThan(0);
    expect(finding(base!, 'seed-noise').title).toContain('by 2 runs with other seeds its 95 % interval is');
  });

  test('writes the notebook as a page with figures, as Markdown without, and prints it', async () => {
    const both = [runs.base!, runs.weak!];
    const printed = await elbo(['compare', ...both], folder);
    expect(printed.stdout.startsWith('# Lab notebook: base and weak-kl\n\n## Findings\n')).toBe(true);
    expect(printed.stdout).toContain('\n- changed: KL weight 1 → 0.001\n');
    expect(printed.stdout).toContain('\nNotes:\n\nToo weak, I think.\n');
    expect(await elbo(['compare', ...both, '-o', 'notebook.md'], folder)).toMatchObject({ stdout: 'notebook.md\n' });
    expect(readFileSync(path.join(folder, 'notebook.md'), 'utf8')).toBe(printed.stdout);
    expect((await elbo(['compare', ...both, '-o', 'notebook.html'], folder)).code).toBe(0);
    const page = readFileSync(path.join(folder, 'notebook.html'), 'utf8');
    for (const name of ['side-by-side-linear', 'side-by-side-log', 'side-by-side-kl', 'side-by-side-modalities'])
      expect(page).toContain(`data-figure="${name}"`);
    expect(await elbo(['compare', ...both, '-o', 'notebook.md'], folder)).toMatchObject({
      code: 2,
      stderr: 'notebook.md: the file is there already. Choose another name, or replace it with --force.\n',
    });
  });

  test('refuses what it cannot compare', async () => {
    expect(await elbo(['compare', runs.base!], folder)).toMatchObject({
      code: 2,
      stderr: 'elbo compare: one run alone compares with nothing. Expected two or more runs, the parent first.\n',
    });
    expect(await elbo(['compare', runs.base!, `${runs.base}/`], folder)).toMatchObject({
      code: 2,
      stderr: `${runs.base}: it is given twice. A run is not compared with itself.\n`,
    });
    expect(await elbo(['compare', runs.base!, 'nowhere'], folder)).toMatchObject({
      code: 2,
      stderr: 'nowhere: there is no such folder. Expected the folder of a run.\n',
    });
  });
});

describe('elbo report of several runs', () => {
  test('writes the notebook too, each against the one before it where that is asked for', async () => {
    const given = [runs.base!, runs.seed!, runs.weak!];
    const { stdout, code } = await elbo(['report', ...given, '--against', 'previous', '--json'], folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      reports: given.map((run) => `${run}/report.md`),
      notebook: 'notebook/report.md',
    });
    const text = readFileSync(path.join(folder, 'notebook/report.md'), 'utf8');
    expect(text).toContain('\n## weak-kl, against other-seed\n');
    expect(text).toContain('](figures/side-by-side-log.png)');
    expect(readFileSync(path.join(folder, 'notebook/report.html'), 'utf8')).toContain('<h1>Lab notebook: ');
    expect(await elbo(['report', ...given, '--against', 'best'], folder)).toMatchObject({
      code: 2,
      stderr: '--against: "best" is not known. Expected one of: first, previous.\n',
    });
  });
});
