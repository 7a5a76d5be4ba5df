import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeStudyReport } from '../../src/report/write-study-report.ts';
import { labelInput, withTest } from './label-input.ts';
import { sampleInput } from './sample-input.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'elbo-study-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a study report gives means with intervals, its runs and what they differ in', async () => {
  const [data, collapse, threshold] = sampleInput().findings;
  const runs = [0, 1, 2].map((shift) => ({
    name: `seed ${42 + shift}`,
    path: `runs/a (${shift})`,
    input: {
      ...sampleInput(shift),
      findings: [data!, collapse!, { ...threshold!, title: `No probability is above 0.${5 + shift}.` }],
    },
  }));
  const text = await readFile(await writeStudyReport(folder, { name: 'seeds', runs }), 'utf8');
  expect(text).toContain('# seeds: 3 runs');
  expect(text.indexOf('## Findings')).toBeLessThan(text.indexOf('## Runs'));
  expect(text).toContain('- **✗ problem** in 3 of 3 runs: 3 of 4 latent units carry nothing. (collapse)');
  // Other words in each: those of the first, by its name.
  expect(text).toContain('- **• note** in 3 of 3 runs, such as seed 42: No probability is above 0.5. (threshold)');
  expect(text).toContain(
    '- [seed 43](runs/a%20%281%29/report.md): validation negative ELBO 72.8 nats per row, 40 epochs',
  );
  expect(text).toContain('- seed: 42; 43; 44');
  expect(text).toContain('| validation | 152 | 68.9 ± 2.5 | 72.8 ± 2.5 | 65 ± 2.5 | 7.8 | 3.9 | 0.5 | 1 | 4 |');
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test('one run has no interval, and the report says why', async () => {
  const runs = [{ name: 'only', path: 'runs/only', input: sampleInput() }];
  const text = await readFile(await writeStudyReport(folder, { name: 'one', runs }), 'utf8');
  expect(text).toContain('One run tells nothing of how far another seed would land.');
  expect(text).not.toContain('±');
});

test('a study of a classifier has its curves and a table over epochs', async () => {
  const runs = [withTest(0.5, 0.6, 0.9, 0.8), withTest(0.5, 0.8, 0.7, 0.9)].map((records, index) => ({
    name: `fold ${index + 1}`,
    path: `runs/${index}`,
    input: labelInput(records),
  }));
  const text = await readFile(await writeStudyReport(folder, { name: 'folds', runs, overlap: 0.25 }), 'utf8');
  expect(text).toContain('![Accuracy of kind over epochs](figures/label-accuracy.png)');
  expect(text).toContain('| 4 | test | best | 0.85 ± 0.78 |');
});

test('a study without a run is refused', async () => {
  await expect(writeStudyReport('studies/empty', { name: 'none', runs: [] })).rejects.toThrow(
    'studies/empty: this study has no finished run. Expected one or more to report on.',
  );
});
