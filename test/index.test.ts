import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as elbo from '../src/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what the commands do, a program does with the public surface alone', async () => {
  const context = { baseFolder: folder };
  const config = elbo.resolveConfig({
    data: { source: { simulated: { rows: 120, columns: 50 } } },
    architecture: { kind: 'dense', encoder: [8], latent: 3, decoder: [8] },
    training: { epochs: 2 },
    threads: 1,
  });
  const options = { runs: path.join(folder, 'runs'), configText: '', context };
  const { run } = await elbo.runExperiment(config, options);

  const { trained, chosen } = await elbo.openWithRows(run, { split: 'test' }, context);
  const { columns } = trained.experiment.dataset;
  const count = chosen.rows.length;
  const latents = await elbo.encodeRows(trained, chosen, 'mean');
  expect(latents).toHaveLength(3 * count);
  const reconstructed = await elbo.reconstructRows(trained, chosen);
  expect(reconstructed).toHaveLength(columns.length * count);
  const decoded = await elbo.decodeLatents(trained, latents);
  decoded.forEach((value, i) => {
    expect(value).toBeCloseTo(reconstructed[i]!, 5);
  });
  const sampled = await elbo.sampleRows(trained, 4, new elbo.RandomStreams(1), true);
  expect(sampled).toHaveLength(4 * columns.length);
  expect((await elbo.evaluateRun(run, { context, split: 'test' })).evaluation.splits.test?.rowCount).toBe(count);

  const names = Array.from({ length: count }, (_, row) => row);
  const file = path.join(folder, 'r.parquet');
  await elbo.saveTable(file, { columns, values: reconstructed, rowNames: { header: 'row', names } }, false);
  expect(existsSync(file)).toBe(true);
  for (const format of Object.keys(elbo.EXPORT_FORMATS) as elbo.ExportFormat[]) {
    const { files } = await elbo.exportRun(run, format, context);
    for (const pieces of Object.values(files)) expect(Buffer.concat([...pieces]).length, format).toBeGreaterThan(0);
  }
  elbo.changeMarks(run.path, () => ({ tags: ['kept'] }));
  elbo.restoreFromTrash(elbo.moveToTrash(run.path));
  expect(elbo.readMarks(run.path)).toEqual({ archived: false, tags: ['kept'] });
});
