import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readLatentLabels, readLatentRows } from '../../src/lab/latent-rows.ts';
import { writeNpy } from '../../src/tensor/npy.ts';
import { inFolder, smallConfig, start } from '../end-to-end/small-experiment.ts';

const table = (changes: object = {}) =>
  smallConfig({
    data: { source: { simulatedTable: { rows: 60, columns: 4 } }, standardize: 'z-score' },
    likelihood: 'gaussian',
    training: { epochs: 1 },
    ...changes,
  });

test('a run keeps which rows its latents are of; a classifier without a decoder is mapped by its label', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(
      table({ architecture: { kind: 'classifier-head', encoder: [4], latent: 2 }, strategy: 'variational-classifier' }),
      runs,
    );
    const labels = readLatentLabels(run)!;
    expect(labels).toMatchObject({ name: 'class', classes: ['A', 'B'] });
    for (const split of ['train', 'validation', 'test'] as const)
      expect(labels.splits[split]).toHaveLength(readLatentRows(run)!.splits[split]!.names.length);
    expect(readFileSync(run.file('figures/latent-map-test.svg'), 'utf8')).toContain('coloured by class');
  });
});

test('rows without labels have no colours', async () => {
  await inFolder(async (runs) => {
    const file = path.join(runs, 'x.npy');
    writeFileSync(
      file,
      writeNpy(
        [20, 3],
        Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
      ),
    );
    const { run } = await start(table({ data: { source: { npy: file } } }), runs);
    expect(readLatentRows(run)!.splits.train!.classes).toBeUndefined();
    expect(readLatentLabels(run)).toBeUndefined();
    expect(readFileSync(run.file('figures/latent-map-test.svg'), 'utf8')).not.toContain('coloured by');
  });
});
