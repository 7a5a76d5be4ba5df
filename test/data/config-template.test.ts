import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { guessData, suggestConfig } from '../../src/data/config-template.ts';
import { dataOptions } from '../../src/data/data-options.ts';
import { sharedData } from '../shared-data.ts';
import { load } from './load-text.ts';
import { table } from './tables.ts';

async function suggested(relative: string) {
  const source = sharedData(relative)!;
  const { source: _, ...guessed } = await guessData(source, { baseFolder: '.' });
  const text = suggestConfig(await load({ source, ...guessed }), relative, guessed);
  return { text, config: parse(text) };
}

const isInstalled = sharedData('wdbc/wdbc.data') !== undefined;
describe.skipIf(!isInstalled)('real files', () => {
  test('WDBC: ids and diagnoses are seen, reals are standardized', async () => {
    const { config } = await suggested('wdbc/wdbc.data');
    expect(config.data).toEqual({
      source: 'wdbc/wdbc.data',
      label: 1,
      idColumn: 0,
      split: { by: 'stratified', train: 0.8, validation: 0.1, test: 0.1 },
      standardize: 'z-score',
    });
    expect([config.likelihood, config.architecture.encoder, config.architecture.latent]).toEqual([
      'gaussian',
      [64, 32],
      3,
    ]);
  });

  test('WDBC as Parquet: types say which columns are texts', async () => {
    const { config } = await suggested('formats/parquet/wdbc_duckdb_snappy.parquet');
    expect([config.data.label, config.data.idColumn, config.data.columns]).toEqual(['diagnosis', 'id', undefined]);
  });

  test('Parquet of many types: texts and times that are no label are left out, as are nested values', async () => {
    const guess = (name: string) => guessData(sharedData(`formats/parquet/${name}`)!, { baseFolder: '.' });
    expect(await guess('alltypes_plain.parquet')).toMatchObject({
      label: 'date_string_col',
      idColumn: 'timestamp_col',
      columns: { exclude: ['string_col'] },
    });
    expect(await guess('datapage_v2.snappy.parquet')).toMatchObject({ label: 'a', columns: { exclude: ['e'] } });
  });

  test('K562: marks become modalities, bits a bernoulli likelihood', async () => {
    const { config } = await suggested('epigenome/k562_flat_301.csv');
    expect(config.data.modalities).toEqual({
      h3k27me3: 'H3K27me3_*',
      h3k4me3: 'H3K4me3_*',
      h3k27ac: 'H3K27ac_*',
      expression: ['expression'],
    });
    expect([config.likelihood, config.data.standardize]).toEqual(['bernoulli', 'none']);
  });

  test('images of bytes are intensities for a bernoulli likelihood', async () => {
    const { text, config } = await suggested('mnist/t10k-images-idx3-ubyte.gz');
    expect(config.likelihood).toBe('bernoulli');
    expect(text).toContain('# Grey levels as intensities between 0 and 1.\nlikelihood: bernoulli\n');
  });
});

test('the whole file, comments and all', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i / 3, 2 - i]);
  const text = suggestConfig(table(rows), 'my/genes.csv');
  expect(text).toBe(`# 40 rows, 2 columns. "elbo check" prints every other key with its default.

name: genes
seed: 42
# Where rows come from, what their columns are, and how they are split.
data:
  source: my/genes.csv
  split:
    by: random
    train: 0.8
    validation: 0.1
    test: 0.1
  standardize: z-score
# Widths grow with the square root of the number of columns.
architecture:
  kind: dense
  encoder: [32, 16]
  latent: 2
  decoder: [16, 32]
  activation: relu
  batchNorm: false
  dropout: 0
# Real values: brought to mean 0 and variance 1 first.
likelihood: gaussian
# beta 1 is the plain bound (ELBO), in nats summed over columns.
objective:
  kind: beta
  beta: 1
# keras or pytorch: initial values, epsilon of Adam, batch norm.
training:
  optimizer:
    kind: adam
    learningRate: 0.001
  batchSize: 16
  epochs: 100
  conventions: keras
evaluation:
  everyEpochs: 1
`);
  expect(dataOptions.safeParse(parse(text).data).success).toBe(true);
});
