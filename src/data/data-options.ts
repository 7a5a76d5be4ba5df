/** The `data` section of a config: where rows come from, what its columns are, and how rows are split and rescaled. */
import { z } from 'zod';
import { choice, list, text } from '../base/options.ts';
import { balanceOption } from './balance.ts';
import { labelOption, missingLabelsOption } from './label-rule.ts';
import { MISSING_POLICIES } from './missing.ts';
import { ENCODINGS } from './sources/csv-records.ts';
import { simulatedOptions } from './sources/simulated.ts';
import { simulatedTableOptions } from './sources/simulated-table.ts';
import { splitOptions } from './split.ts';
import { standardizeOptions } from './standardize.ts';

const path = (help: string) => text({ help });
const column = (help: string) => z.union([z.string(), z.int()]).optional().meta({ description: help });
const columnList = (help: string) =>
  list(text({ help: 'a name, a range 0..99 or a pattern H3K9_*' }), { help }).optional();

export const sourceOptions = z.union([
  z.string().min(1),
  z.strictObject({ npy: path('a .npy file'), labels: path('a file of labels: .npy, .csv or IDX').optional() }),
  z.strictObject({
    npz: path('a .npz file'),
    member: path('the member that holds the rows').optional(),
    labels: path('a member, or a file, that holds the labels').optional(),
  }),
  z.strictObject({
    idx: path('an IDX file, plain or .gz'),
    labels: path('its labels').optional(),
    testIdx: path('rows kept for testing').optional(),
    testLabels: path('their labels').optional(),
  }),
  z.strictObject({
    h5ad: path('an AnnData file'),
    layer: path('a matrix of layers in place of X').optional(),
    obsm: path('a matrix of obsm in place of X').optional(),
    also: list(text({ help: 'a matrix of obsm' }), {
      help: 'matrices of obsm that become modalities of their own',
    }).optional(),
    label: path('a column of obs').optional(),
  }),
  z.strictObject({ mtx: path('a folder of matrix.mtx, barcodes.tsv and features.tsv, or its matrix') }),
  z.strictObject({ simulated: z.strictObject(simulatedOptions) }),
  z.strictObject({ simulatedTable: z.strictObject(simulatedTableOptions) }),
]);

export type SourceOptions = z.output<typeof sourceOptions>;

export const dataOptions = z.strictObject({
  source: sourceOptions.meta({
    description:
      'a file (.csv .tsv .txt .data .parquet .jsonl .npy .npz .h5ad .mtx .h5, IDX), relative to $ELBO_DATA and then to the config; or {simulated: {...}} (an epigenome), {simulatedTable: {...}} (real numbers)',
  }),
  label: labelOption,
  missingLabels: missingLabelsOption,
  classes: list(z.union([z.string(), z.number()]), {
    help: 'classes of the label whose rows are used; the parts of the split stay the same',
  }).optional(),
  idColumn: column('the column that names each row; never a feature'),
  columns: z
    .strictObject({
      include: columnList('columns that may be features; by default all'),
      exclude: columnList('columns that are no features'),
    })
    .prefault({})
    .meta({ description: 'which columns are features' }),
  modalities: z
    .record(z.string().min(1), z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]))
    .optional()
    .meta({
      description:
        'name to its columns: a range 0..3999 (both ends count), a pattern H3K27me3_* or a list; none given: one, called data',
    }),
  split: splitOptions.prefault({} as never),
  balance: balanceOption,
  standardize: standardizeOptions,
  missing: choice(MISSING_POLICIES, {
    default: 'refuse',
    help: 'what to do with missing values; rows or columns left out are counted',
  }),
  badLines: choice(['refuse', 'skip'], {
    default: 'refuse',
    help: 'what to do with a line that does not fit; lines skipped are counted',
  }),
  header: z
    .union([z.literal('auto'), z.boolean(), z.array(z.string().min(1)).min(1)])
    .default('auto')
    .meta({
      description:
        'whether the first line holds names; or a list: the names of all columns of a file whose first line holds none',
    }),
  delimiter: z
    .union([z.literal('auto'), z.string().length(1)])
    .default('auto')
    .meta({ description: 'the character between values; auto: comma, tab, semicolon or bar' }),
  decimal: choice(['.', ','], { default: '.', help: 'the decimal mark' }),
  encoding: choice(ENCODINGS, { default: 'auto', help: 'auto: UTF-8, or UTF-16 by its byte order mark' }),
});

export type DataConfig = z.output<typeof dataOptions>;
