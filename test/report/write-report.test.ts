import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeReport } from '../../src/report/write-report.ts';
import { sampleInput } from './sample-input.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'elbo-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sections = (text: string): string[] => [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]!);

test('a report has its findings first and every figure it names', async () => {
  const run = path.join(folder, 'run');
  const file = await writeReport(run, sampleInput());
  expect(file).toBe(path.join(run, 'report.md'));
  const text = await readFile(file, 'utf8');
  expect(sections(text)).toEqual([
    'Findings',
    'How to read this',
    'Config',
    'Data',
    'Model',
    'Curves',
    'Samples',
    'Splits',
    'Modalities',
    'Rows',
    'Latent',
    'Not computed',
    'Environment',
  ]);
  expect(text).toContain('- **✗ problem**: 3 of 4 latent units carry nothing. (collapse)');
  expect(text).toContain('> Interrupted at epoch 12 of 40 and resumed.');
  expect(text).toContain('- rows by split: 1,369 train, 152 validation, 380 test; 1 in none');
  expect(text).toContain('| validation | 152 | 67.9 | 71.8 | 64 | 7.8 | 3.9 | 0.5 | 1 | 4 |');
  expect(text).not.toMatch(/undefined|NaN|\[object/);
  const files = await readdir(path.join(run, 'figures'));
  const named = [...text.matchAll(/figures\/([\w-]+\.(?:png|svg))/g)].map((match) => match[1]!);
  // Fourteen figures, each with its picture and its drawing, and the diagram of the model.
  expect(new Set(named).size).toBe(29);
  for (const name of named) expect(files).toContain(name);
});

test('names full of traps stay text', async () => {
  const name = `<script>alert(1)</script>|\n# x\n${'y'.repeat(10_000)}`;
  const input = sampleInput();
  const modalities = [{ name, start: 0, count: 301 }];
  const file = await writeReport(path.join(folder, 'traps'), {
    ...input,
    name,
    config: { [name]: name },
    data: { ...input.data, name, modalities, notices: [name] },
    evaluation: { ...input.evaluation, modalities, splits: {}, notComputed: { [name]: name } },
    latents: {},
    notices: [name],
  });
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain('<script');
  expect(text.match(/^# /gm)).toHaveLength(1);
  expect(text.length).toBeLessThan(20_000);
});

test('a model whose latent is not sampled is compared with no trivial model by its bound', async () => {
  const input = sampleInput();
  const evaluation = { ...input.evaluation, latentIsSampled: false };
  const text = await readFile(await writeReport(path.join(folder, 'plain'), { ...input, evaluation }), 'utf8');
  expect(text).toContain('reconstruction + KL is no bound on a likelihood here');
  expect(text).not.toContain('skill over constant');
});

test('the same input gives the same files', async () => {
  for (const run of ['a', 'b']) await writeReport(path.join(folder, run), sampleInput());
  for (const file of [
    'report.md',
    'figures/loss-log.svg',
    'figures/loss-log.png',
    'figures/latent-validation.vl.json',
  ]) {
    const [a, b] = await Promise.all(['a', 'b'].map((run) => readFile(path.join(folder, run, file))));
    expect(a!.equals(b!)).toBe(true);
  }
});
