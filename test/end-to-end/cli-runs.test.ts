import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { elbo, SMALL, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
let run: string;
let id: string;

interface Listed {
  readonly runs: readonly { run: string; negativeElbo?: number; tags: string[]; archived: boolean }[];
}
const json = (text: string): never => JSON.parse(text) as never;
const runs = (...words: string[]) => elbo(['runs', ...words], folder);
const listed = async (...words: string[]): Promise<Listed['runs']> =>
  (json((await runs('list', ...words, '--json')).stdout) as Listed).runs;

beforeAll(async () => {
  const { code, stdout, stderr } = await elbo(['train', ...SMALL, '--json', '--quiet'], folder);
  expect(code, stderr).toBe(0);
  run = (json(stdout) as RunAnswer).path;
  id = path.basename(run);
});

test('tags and notes are kept with a run, listed and shown', async () => {
  expect(await runs('tag', run, 'paper', 'a b')).toMatchObject({ code: 0, stdout: 'a b, paper\n', stderr: '' });
  expect(await runs('tag', run, 'a b', '--remove')).toMatchObject({ stdout: 'paper\n' });
  expect(await runs('note', run, 'Is a KL of 0', 'bad?')).toMatchObject({ stdout: 'Is a KL of 0 bad?\n' });
  expect(await runs('note', run, '<script>alert(1)</script>')).toMatchObject({
    stdout: 'Is a KL of 0 bad?\n\n<script>alert(1)</script>\n',
  });
  const shown = await runs('show', run);
  expect(shown.stdout).toContain('Tags: paper\nNotes:\nIs a KL of 0 bad?\n\n<script>alert(1)</script>\n');
  const [only] = await listed('--tag', 'paper');
  expect(only).toMatchObject({ run: id, tags: ['paper'], archived: false });
  expect(only!.negativeElbo).toBeGreaterThan(0);
  expect(await runs('list', '--tag', 'pap')).toMatchObject({ stdout: 'There are no such runs in runs.\n' });
  expect(await runs('tag', run, 'a,b')).toMatchObject({
    code: 2,
    stderr: 'tag: "a,b" does not fit. Expected 1 to 50 characters without a comma, a line end or spaces around them.\n',
  });
});

test('notes stand in the report, as text', async () => {
  expect((await elbo(['report', run], folder)).code).toBe(0);
  const read = (name: string) => readFileSync(path.join(folder, run, name), 'utf8');
  const notes = read('report.md').split('## Notes\n')[1]!.split('\n## ')[0]!.trim();
  expect(notes).toBe('Is a KL of 0 bad?\n\n&lt;script\\>alert(1)&lt;/script\\>');
  expect(read('report.html')).toContain('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
});

test('an archived run is listed only where it is asked for', async () => {
  expect(await runs('archive', run)).toMatchObject({ code: 0, stdout: `archived: ${run}\n` });
  expect(await listed()).toEqual([]);
  expect(await listed('--archived')).toMatchObject([{ run: id, archived: true }]);
  expect(await runs('restore', run)).toMatchObject({ code: 0, stdout: `restored: ${run}\n` });
  expect(await listed()).toMatchObject([{ run: id, archived: false }]);
});

describe('deleting', () => {
  test('can be undone', async () => {
    expect(await runs('delete', run)).toMatchObject({
      code: 0,
      stdout: `deleted: ${run}\nTo take it back: elbo runs restore ${run}\n`,
    });
    expect([await listed(), existsSync(path.join(folder, run))]).toEqual([[], false]);
    expect(await runs('list', '--trash')).toMatchObject({ stdout: `${id}\n` });
    expect((await runs('restore', run)).code).toBe(0);
    expect(await listed()).toMatchObject([{ run: id }]);
    expect(await runs('list', '--trash')).toMatchObject({ stdout: 'The trash of runs is empty.\n' });
  });

  test('for good wants a yes', async () => {
    expect(await runs('delete', run, '--purge')).toMatchObject({
      code: 2,
      stderr: 'elbo runs delete --purge: this removes it for good. Give --yes to go on.\n',
    });
    await runs('delete', run);
    expect(await runs('empty-trash')).toMatchObject({
      code: 2,
      stderr: 'elbo runs empty-trash: this removes it for good. Give --yes to go on.\n',
    });
    expect((await runs('restore', run)).code).toBe(0);
    expect(await runs('delete', run, '--purge', '--yes')).toMatchObject({ code: 0, stdout: `purged: ${run}\n` });
    expect(await runs('restore', run)).toMatchObject({ code: 2 });
    expect(await runs('empty-trash')).toMatchObject({ code: 0, stdout: '0 removed from the trash of runs\n' });
  });

  test('of what is no run is refused', async () => {
    writeFileSync(path.join(folder, 'mine.txt'), '');
    expect(await runs('delete', '..')).toMatchObject({
      code: 2,
      stderr: '..: this is not the folder of a run or a study.\n',
    });
  });
});
