/** New data for a trained run: whatever kind of file they are in, their columns are matched by name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateRun } from '../../src/lab/evaluate-run.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { saveTable } from '../../src/lab/save-table.ts';
import { openWithRows } from '../../src/lab/trained-run.ts';
import { encodeRows, reconstructRows } from '../../src/lab/use-model.ts';
import type { RunFolder } from '../../src/store/run-folder.ts';
import { group, put, writeHdf5 } from '../data/sources/write-hdf5.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-new-data-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { baseFolder: folder };
const COLUMNS = ['a', 'b', 'c', 'd*'];
const REORDERED = 'The columns are in another order than those of the run; they were matched by name.';
let run: RunFolder;

/** The same numbers for a row and a column wherever the column stands. */
const value = (row: number, column: string): number => Math.fround(Math.sin(row * 7 + column.charCodeAt(0)));
const ROWS = 9;
const numbers = (columns: readonly string[]) =>
  Float32Array.from({ length: ROWS * columns.length }, (_, i) =>
    value(Math.floor(i / columns.length), columns[i % columns.length]!),
  );

/** Writes a file of these columns. @returns its path */
const writers: Record<string, (name: string, columns: readonly string[]) => Promise<string>> = {
  csv: (name, columns) => saved(`${name}.csv`, columns),
  parquet: (name, columns) => saved(`${name}.parquet`, columns),
  h5ad: (name, columns) =>
    writeHdf5(`${name}.h5ad`, (file) => {
      put(file, 'X', numbers(columns), [ROWS, columns.length]);
      put(
        group(file, 'obs', { _index: '_index' }),
        '_index',
        Array.from({ length: ROWS }, (_, i) => `cell${i}`),
      );
      put(group(file, 'var', { _index: '_index' }), '_index', [...columns]);
    }),
};
async function saved(name: string, columns: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  const names = Array.from({ length: ROWS }, (_, i) => `cell${i}`);
  await saveTable(file, { columns, values: numbers(columns), rowNames: { header: 'cell', names } }, true);
  return file;
}

/** What the three commands compute of new data, and what they say. */
const uses: Record<string, (source: string) => Promise<{ found: unknown; notices: readonly string[] }>> = {
  encode: async (source) => {
    const { trained, chosen } = await openWithRows(run, { source }, context);
    return { found: await encodeRows(trained, chosen, 'mean'), notices: chosen.notices };
  },
  reconstruct: async (source) => {
    const { trained, chosen } = await openWithRows(run, { source }, context);
    return { found: await reconstructRows(trained, chosen), notices: chosen.notices };
  },
  evaluate: async (source) => {
    const { evaluation, notices } = await evaluateRun(run, { source, context });
    return { found: evaluation.splits.test, notices };
  },
};

beforeAll(async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [`r${i}`, ...COLUMNS.map((name) => value(i + 50, name))].join(','));
  writeFileSync(path.join(folder, 'run.csv'), `cell,${COLUMNS.join(',')}\n${rows.join('\n')}\n`);
  const config = resolveConfig({
    data: {
      source: 'run.csv',
      idColumn: 'cell',
      split: { by: 'position', train: 0.8, validation: 0, test: 0.2 },
      standardize: 'z-score',
    },
    architecture: { kind: 'dense', encoder: [4], latent: 2, decoder: [4] },
    likelihood: 'gaussian',
    training: { batchSize: 8, epochs: 2 },
    threads: 1,
  });
  ({ run } = await runExperiment(config, { runs: path.join(folder, 'runs'), configText: '', context }));
});

describe.each(Object.keys(uses))('%s', (name) => {
  const use = uses[name]!;

  test.each(Object.keys(writers))(
    'takes the columns of .%s by name, and says so where they stood otherwise',
    async (kind) => {
      const write = writers[kind]!;
      const straight = await use(await write('straight', COLUMNS));
      expect(straight.notices).toEqual([]);
      const turned = await use(await write('turned', ['c', 'd*', 'a', 'b']));
      expect(turned.notices).toEqual([REORDERED]);
      expect(turned.found).toEqual(straight.found);
      const more = await use(await write('more', ['a', 'unknown', 'b', 'c', 'd*', 'd']));
      expect(more.found).toEqual(straight.found);
    },
  );

  test.each(Object.keys(writers))('refuses .%s that lacks a column', async (kind) => {
    const source = await writers[kind]!('short', ['a', 'c', 'd*']);
    expect(await messageOf(() => use(source))).toBe(
      '--data: the column "b" of the run is missing. Expected all 4 columns it was trained on, in any order.',
    );
  });
});
