import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRows } from '../../../src/data/dataset.ts';
import { writeSimulated } from '../../../src/data/simulator/write-simulated.ts';
import { loadSimulated } from '../../../src/data/sources/simulated.ts';

const options = { rows: 120, columns: 50, strength: 0.95, seed: 7 };

test('the table and the truth on disk are those of the dataset, and the same bytes each time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'elbo-simulated-'));
  const written = await writeSimulated(options, join(folder, 'new', 'one'), 100);
  const table = await readFile(written.dataPath, 'utf8');
  const { dataset, truth } = await loadSimulated(options);

  const lines = table.trimEnd().split('\n');
  expect(lines[0]).toBe(dataset.columns.join(','));
  const values = lines.slice(1).flatMap((line) => line.split(',').map(Number));
  expect(values).toEqual([
    ...readRows(
      dataset,
      lines.slice(1).map((_, row) => row),
    ),
  ]);

  const document = JSON.parse(await readFile(written.truthPath, 'utf8'));
  expect(document.options).toEqual(options);
  expect(document.sharedProgramOfRow).toEqual([...truth.programs]);
  expect(document.modalities[1].name).toBe('k9');
  expect(document.modalities[1].programOfRow).toEqual([...truth.modalityPrograms.filter((_, i) => i % 4 === 1)]);
  expect(document.modalities[1].rates.flat()).toEqual([...truth.structure.modalities[1]!.rates]);
  expect(document.crossEntropies).toEqual({ unit: 'nats per row', ...written.best });

  const again = await writeSimulated(options, join(folder, 'two'), 100);
  expect(await readFile(again.dataPath, 'utf8')).toBe(table);
  expect(await readFile(again.truthPath, 'utf8')).toBe(await readFile(written.truthPath, 'utf8'));
});
