import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { load, numbersOf, refusal } from './load-text.ts';

/** What a file gives: rows, columns, storage, the sum of all numbers; or the whole message it is refused with. */
type Outcome = [rows: number, columns: number, kind: string, sum: number] | string;
type Case = [file: string, outcome: Outcome, data?: object];

const NO_NUMBER =
  'is not a number. If the column is no feature, name it as label or idColumn, or under columns.exclude.';
const SHAPES = 'Expected [rows, columns], [rows, height, width] or [rows, height, width, channels].';
const MISSING = 'the value is missing. Set missing: drop-rows or missing: drop-columns to go on without it.';
const TEXTS =
  'holds values of type VARCHAR, not numbers. If the column is no feature, name it as label or idColumn, or under columns.exclude.';
const ALL_TYPES = {
  idColumn: 'id',
  label: 'string_col',
  columns: { exclude: ['date_string_col', 'timestamp_col'] },
};

// Rows, columns and sums are those that the notes beside the files give, or the sums of their .json and manifest.json.
const cases: Case[] = [
  ['csv-spectrum/simple.csv', [1, 3, 'float32', 6]],
  ['csv-spectrum/simple_crlf.csv', [1, 3, 'float32', 6]],
  ['csv-spectrum/escaped_quotes.csv', [2, 1, 'float32', 4], { header: true, label: 'b' }],
  ['csv-spectrum/newlines.csv', [3, 2, 'float32', 2 + 3 + 5 + 6 + 8 + 9], { label: 'a' }],
  [
    'csv-spectrum/comma_in_quotes.csv',
    [1, 1, 'float32', 8123],
    { header: true, label: 'city', columns: { include: ['zip'] } },
  ],
  ['csv-spectrum/empty.csv', `empty.csv line 2, column "b": ${MISSING}`],
  ['csv-spectrum/empty.csv', [1, 3, 'float32', 9], { missing: 'drop-rows' }],
  // The telephone number of its .json is another one.
  [
    'csv-spectrum/location_coordinates.csv',
    [1, 1, 'float32', Math.fround(2095257564)],
    { header: true, label: 'Location Coordinates', columns: { exclude: ['Cities', 'Counties'] } },
  ],
  ['h5ad/adata_modern_dense.h5ad', [400, 100, 'float32', 327771]],
  ['h5ad/TM_droplet_mat.h5ad', [47, 10, 'float32', 633]],
  [
    'h5ad/pbmc_5k_protein_v3.h5ad',
    'pbmc_5k_protein_v3.h5ad/obs/index: is packed with the filter "lzf", which cannot be read. Expected gzip or no compression. Write the file again, with compression="gzip".',
  ],
  ['mtx10x/matrix.mtx', [42, 14, 'float32', 738]],
  ['mtx10x/genes.tsv', `genes.tsv line 2, column "ENSG00000117308": "ENSG00000116497" ${NO_NUMBER}`],
  ['mtx10x/barcodes.tsv', `barcodes.tsv line 2, column "TCGTTATGGACAAA-1": "AGGGTTTGTTCATC-1" ${NO_NUMBER}`],
  ['npy/f4_c.npy', [5, 3, 'float32', -0.0551742395]],
  ['npy/f8_fortran.npy', [4, 6, 'float32', -3.6249498]],
  ['npy/i8.npy', [3, 4, 'float32', -6]],
  ['npy/u1_3d.npy', [2, 12, 'bytes', 3011 / 255]],
  ['npy/bool.npy', [2, 2, 'bits', 2]],
  ['npy/f2.npy', `f2.npy: has shape [4]. ${SHAPES}`],
  ['npy/empty_0x4.npy', 'empty_0x4.npy: has shape [0, 4], which holds no values.'],
  ['npy/scalar0d.npy', `scalar0d.npy: has shape []. ${SHAPES}`],
  ['npy/nan_inf.npy', `nan_inf.npy: has shape [4]. ${SHAPES}`],
  ['npy/unicode.npy', 'unicode.npy: holds texts. Expected an array of numbers.'],
  ['npy/two_stored.npz', [2, 3, 'float32', 15], { labels: 'labels' }],
  ['npy/two_deflated.npz', [2, 3, 'float32', 15], { labels: 'labels' }],
  ['parquet/alltypes_plain.parquet', `alltypes_plain.parquet, column "date_string_col": ${TEXTS}`],
  ['parquet/alltypes_plain.parquet', [8, 7, 'float32', 4 + 4 + 4 + 4 + 40 + 4 * 1.1 + 4 * 10.1], ALL_TYPES],
  ['parquet/alltypes_plain.snappy.parquet', [2, 7, 'float32', 1 + 1 + 1 + 1 + 10 + 1.1 + 10.1], ALL_TYPES],
  ['parquet/alltypes_dictionary.parquet', [2, 7, 'float32', 1 + 1 + 1 + 1 + 10 + 1.1 + 10.1], ALL_TYPES],
  ['parquet/byte_stream_split.zstd.parquet', [300, 2, 'float32', -32.970317]],
  [
    'parquet/datapage_v2.snappy.parquet',
    'datapage_v2.snappy.parquet, column "e": holds nested values of type INTEGER[]. Expected one value in each row. Name it under columns.exclude, or write its parts as columns of their own.',
    { label: 'a' },
  ],
  [
    'parquet/datapage_v2.snappy.parquet',
    [5, 3, 'float32', 1 + 2 + 3 + 4 + 5 + 2 + 3 + 4 + 5 + 2 + 4],
    { label: 'a', columns: { exclude: ['e'] } },
  ],
  ['parquet/delta_binary_packed.parquet', [200, 66, 'float32', 2.3970197e21]],
  ['parquet/delta_binary_packed_expect.csv', [200, 66, 'float32', 2.3970197e21]],
  ['parquet/float16_nonzeros_and_nans.parquet', `float16_nonzeros_and_nans.parquet row 1, column "x": ${MISSING}`],
  ['parquet/float16_nonzeros_and_nans.parquet', [6, 1, 'float32', 0], { missing: 'drop-rows' }],
  ['parquet/int32_decimal.parquet', [24, 1, 'float32', 300]],
  [
    'parquet/nulls.snappy.parquet',
    'nulls.snappy.parquet, column "b_struct": holds nested values of type STRUCT(b_c_int INTEGER). Expected one value in each row. Name it under columns.exclude, or write its parts as columns of their own.',
  ],
  ['parquet/rle_boolean_encoding.parquet', `rle_boolean_encoding.parquet row 3, column "datatype_boolean": ${MISSING}`],
  ['parquet/single_nan.parquet', `single_nan.parquet row 1, column "mycol": ${MISSING}`],
  ['parquet/wdbc_duckdb_snappy.parquet', `wdbc_duckdb_snappy.parquet, column "diagnosis": ${TEXTS}`],
  [
    'parquet/wdbc_duckdb_snappy.parquet',
    [569, 1, 'float32', 372631.9],
    { idColumn: 'id', label: 'diagnosis', columns: { include: ['mean_area'] } },
  ],
];

const root = sharedData('formats');

describe.skipIf(root === undefined)('of the files of formats', () => {
  test.each(cases)('%s gives %j', async (file, outcome, data = {}) => {
    const { labels, ...rest } = data as { labels?: string };
    const given = path.join(root!, file);
    const loading = load({ source: labels === undefined ? given : { npz: given, labels }, ...rest });
    if (typeof outcome === 'string') {
      expect(await refusal(loading)).toEqual([outcome, 3]);
      return;
    }
    const dataset = await loading;
    const sum = numbersOf(dataset).reduce((total, value) => total + value, 0);
    const [rows, columns, kind, expected] = outcome;
    expect([dataset.rowCount, dataset.featureCount, dataset.values.kind]).toEqual([rows, columns, kind]);
    expect(Math.abs(sum - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
  });

  test('each has a line here, or is no data', () => {
    const files = readdirSync(root!, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root!, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .filter((file) => !/LICENSE|\.json$/.test(file));
    expect(files.filter((file) => !cases.some(([known]) => known === file))).toEqual([]);
  });
});
