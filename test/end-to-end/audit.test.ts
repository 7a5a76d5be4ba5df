import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { TableAudit } from '../../src/diagnose/audit/audit.ts';
import { elbo, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
const EXAMPLE = path.resolve('examples/audit/epigenome-vae.csv');

test('elbo audit prints its report, writes it, and answers programs with one document', async () => {
  const printed = await elbo(['audit', EXAMPLE], folder);
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  expect(printed.stdout.startsWith('# Audit of epigenome-vae.csv\n\n## Findings\n')).toBe(true);

  const written = await elbo(['audit', EXAMPLE, '-o', 'audit.md'], folder);
  expect(written).toMatchObject({ code: 0, stdout: 'audit.md\n', stderr: '' });
  expect(readFileSync(path.join(folder, 'audit.md'), 'utf8')).toBe(printed.stdout);

  const page = await elbo(['audit', EXAMPLE, '-o', 'audit.html', '--json'], folder);
  expect(page.code).toBe(0);
  expect(readFileSync(path.join(folder, 'audit.html'), 'utf8')).toContain('<!DOCTYPE html>');
  const answer = JSON.parse(page.stdout) as TableAudit & { table: string };
  expect(Object.keys(answer)).toEqual(['table', 'rows', 'testSets', 'undecided', 'findings']);
  expect(answer.testSets.map(({ best }) => best!.row)).toEqual(['alpha .75', 'd500', '+1536', 'KL 1e-4']);
});

test('elbo audit refuses what it cannot do, with the exit code that says why', async () => {
  writeFileSync(path.join(folder, 'bad.csv'), 'run,accuracy\na,71.2\n');
  expect(await elbo(['audit', 'bad.csv'], folder)).toMatchObject({
    code: 3,
    stderr:
      'bad.csv line 2, column "accuracy": 71.2 does not fit. Expected a share from 0 to 1; a column in percent says so in its name, such as "accuracy (%)".\n',
  });
  expect(await elbo(['audit', EXAMPLE, '-o', 'audit.pdf'], folder)).toMatchObject({
    code: 2,
    stderr: 'audit.pdf: the ending says no format that is known. Expected one of: .md, .html.\n',
  });
  writeFileSync(path.join(folder, 'there.md'), 'mine');
  expect(await elbo(['audit', EXAMPLE, '-o', 'there.md'], folder)).toMatchObject({
    code: 2,
    stderr: 'there.md: the file is there already. Choose another name, or replace it with --force.\n',
  });
  expect(readFileSync(path.join(folder, 'there.md'), 'utf8')).toBe('mine');
  expect((await elbo(['audit', EXAMPLE, '-o', 'there.md', '--force'], folder)).code).toBe(0);
});
