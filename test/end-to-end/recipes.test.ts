import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { readFindings, readSummary } from '../../src/lab/run-files.ts';
import { inFolder } from './small-experiment.ts';
import { SMALL } from './small-recipe.ts';

/** What a recipe ends with after two epochs of small data. */
const trained = (name: string) =>
  inFolder(async (runs) => {
    const config = resolveConfig(await applyOverrides((await readConfig(name)).config, [SMALL, 'training.epochs=2']));
    const { run } = await runExperiment(config, { runs, configText: '', context: { baseFolder: '.' } });
    return { ...readSummary(run), findings: readFindings(run), report: readFileSync(run.file('report.md'), 'utf8') };
  });

test('a hidden modality as the notebook ran it has an effective beta of its size, and the author is quoted', async () => {
  const { effectiveBeta, findings, report, evaluation } = await trained('epigenome/fixed-mask-as-run');
  expect(effectiveBeta.value).toBe(60);
  expect(findings.find(({ id }) => id === 'effective-beta')).toMatchObject({ verdict: 'warning' });
  expect(evaluation.masking).toMatchObject({ trains: 'hidden', hides: ['dnam'] });
  expect(report).toContain('## Published numbers');
  expect(report).toContain('hidden DNAm, reconstruction (train; validation): 0.1459; 0.1457');
});

test('as the notebook was written KL is divided by all columns: an effective beta of a third', async () => {
  const { effectiveBeta } = await trained('epigenome/fixed-mask-as-written');
  expect(effectiveBeta.value).toBeCloseTo(60 / 181, 10);
});
