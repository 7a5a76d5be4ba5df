/**
 * AnnData files (.h5ad): observations by variables, with tables about both and other matrices beside. Reads what AnnData
 * writes since encoding 0.1.0, and the older layout where `obs` and `var` are tables of records.
 */
import { DataError } from '../../base/errors.ts';
import { type Dataset, readRows, type Values } from '../dataset.ts';
import { requireElements, ValuesBuilder } from '../values-builder.ts';
import { type Hdf5File, withHdf5 } from './hdf5.ts';
import { readMatrix } from './hdf5-matrix.ts';
import type { Matrix } from './sparse-rows.ts';
import { uniqueNames } from './unique-names.ts';

export interface AnnDataParts {
  /** A matrix of `layers` in place of X. */
  readonly layer?: string | undefined;
  /** A matrix of `obsm` in place of X. */
  readonly obsm?: string | undefined;
  /** Matrices of `obsm` that become modalities after it. */
  readonly also?: readonly string[] | undefined;
}

export interface AnnDataTable {
  readonly dataset: Dataset;
  /** The columns of `obs`. */
  readonly about: readonly string[];
  /** Those of them that were wanted, a text for each row. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/**
 * @param wanted - columns of `obs` to read where they exist
 * @throws DataError when the file is damaged or has no such matrix, LimitError above 2^31 elements
 */
export function readAnnData(path: string, parts: AnnDataParts, wanted: readonly string[]): Promise<AnnDataTable> {
  return withHdf5(path, (file) => {
    const { layer, obsm, also = [] } = parts;
    const main = obsm === undefined ? (layer === undefined ? 'X' : `layers/${layer}`) : `obsm/${obsm}`;
    const paths = [...new Set([main, ...also.map((name) => `obsm/${name}`)])];
    for (const each of paths) requirePresent(file, each);
    const rowIds = index(file, 'obs');
    const variables = uniqueNames(main.startsWith('obsm/') ? [] : index(file, 'var'), 'variables');
    const blocks = paths.map((each): Block => {
      const matrix = readMatrix(file, each);
      requireCount(file, each, 'rows', matrix.rowCount, rowIds.length);
      const name = each.slice(each.indexOf('/') + 1);
      if (each.startsWith('obsm/')) {
        return { name, matrix, columns: Array.from({ length: matrix.featureCount }, (_, j) => `${name}_${j}`) };
      }
      requireCount(file, each, 'columns', matrix.featureCount, variables.names.length);
      return { name, matrix, columns: variables.names };
    });
    const about = columnsOf(file, 'obs');
    const texts = new Map<string, readonly string[]>();
    for (const column of wanted) {
      if (!about.includes(column)) continue;
      const values = textsOf(file, 'obs', column);
      requireCount(file, `obs/${column}`, 'rows', values.length, rowIds.length);
      texts.set(column, values);
    }
    return { dataset: { ...joined(blocks, file.name), rowIds, notices: variables.notices }, about, texts };
  });
}

function requirePresent(file: Hdf5File, path: string): void {
  if (file.kind(path) !== undefined) return;
  const names = (group: string): string[] => (file.kind(group) === 'group' ? file.names(group) : []);
  const others = [
    ...(file.kind('X') === undefined ? [] : ['X']),
    ...names('layers').map((name) => `layers/${name}`),
    ...names('obsm').map((name) => `obsm/${name}`),
  ];
  throw new DataError(file.name, `holds no "${path}"`, {
    expected: others.length === 0 ? 'an AnnData file: X, obs and var' : others,
    given: path,
  });
}

function requireCount(file: Hdf5File, path: string, axis: 'rows' | 'columns', found: number, expected: number): void {
  if (found === expected) return;
  const table = axis === 'rows' ? 'obs' : 'var';
  throw new DataError(`${file.name}/${path}`, `has ${found} ${axis}, but ${table} names ${expected}`, {
    advice: 'The file may be damaged',
  });
}

/** The names of rows or columns. */
export function index(file: Hdf5File, table: 'obs' | 'var'): string[] {
  const kind = file.kind(table);
  if (kind === 'group') {
    const name = file.attribute(table, '_index');
    return textsOf(file, table, typeof name === 'string' ? name : '_index');
  }
  if (kind === 'dataset') {
    const name = file.fields(table).find((field) => field === 'index' || field === '_index') ?? file.fields(table)[0];
    return file.field(table, name ?? 'index') ?? notATable(file, table);
  }
  return notATable(file, table);
}

function notATable(file: Hdf5File, table: string): never {
  throw new DataError(file.name, `holds no table "${table}"`, { expected: 'an AnnData file: X, obs and var' });
}

function columnsOf(file: Hdf5File, table: string): string[] {
  if (file.kind(table) === 'dataset') return file.fields(table);
  return file.names(table).filter((name) => name !== '__categories');
}

/** A column of a table as texts; a missing value is empty. */
function textsOf(file: Hdf5File, table: string, column: string): string[] {
  const path = `${table}/${column}`;
  if (file.kind(table) === 'dataset') {
    const values = file.field(table, column) ?? notATable(file, path);
    return decoded(file, values, `uns/${column}_categories`);
  }
  if (file.kind(path) === 'dataset') return decoded(file, file.texts(path), `${table}/__categories/${column}`);
  if (file.kind(`${path}/codes`) === 'dataset') {
    return decoded(file, file.texts(`${path}/codes`), `${path}/categories`);
  }
  if (file.kind(`${path}/values`) === 'dataset' && file.kind(`${path}/mask`) === 'dataset') {
    const isMissing = file.numbers(`${path}/mask`);
    return file.texts(`${path}/values`).map((text, i) => (isMissing[i] === 1 ? '' : text));
  }
  throw new DataError(`${file.name}/${path}`, 'is neither texts, numbers nor categories');
}

/** Codes become the categories they stand for, where there are categories; -1 is a missing value. */
function decoded(file: Hdf5File, codes: string[], path: string): string[] {
  if (file.kind(path) !== 'dataset') return codes;
  const categories = file.texts(path);
  return codes.map((code) => {
    const category = code === '-1' ? '' : categories[Number(code)];
    if (category !== undefined) return category;
    throw new DataError(`${file.name}/${path}`, `has ${categories.length} categories, but a row has the code ${code}`, {
      advice: 'The file may be damaged',
    });
  });
}

interface Block {
  readonly name: string;
  readonly matrix: Matrix;
  readonly columns: readonly string[];
}

/** Matrices side by side, each a modality. */
function joined(blocks: readonly Block[], name: string): Dataset {
  const all = blocks.map((block) => datasetOf(block, name));
  const [first, ...others] = all as [Dataset, ...Dataset[]];
  if (others.length === 0) return first;
  let start = 0;
  const modalities = blocks.map((block) => {
    const count = block.matrix.featureCount;
    start += count;
    return { name: block.name, start: start - count, count };
  });
  const columns = all.flatMap((part) => part.columns);
  return {
    ...first,
    featureCount: start,
    rowShape: [start],
    columns,
    modalities,
    values: sideBySide(all, start, name),
  };
}

function sideBySide(parts: readonly Dataset[], featureCount: number, name: string): Values {
  const { rowCount } = parts[0]!;
  requireElements(rowCount, featureCount, name);
  const builder = new ValuesBuilder(featureCount, name);
  const row = new Float32Array(featureCount);
  for (let i = 0; i < rowCount; i++) {
    let start = 0;
    for (const part of parts) {
      readRows(part, [i], row.subarray(start, start + part.featureCount));
      start += part.featureCount;
    }
    builder.add(
      row,
      row.every((value) => value === 0 || value === 1),
    );
  }
  return builder.finish();
}

const datasetOf = ({ matrix, columns }: Block, name: string): Dataset => ({
  ...matrix,
  name,
  rowShape: [matrix.featureCount],
  columns,
  modalities: [{ name: 'data', start: 0, count: matrix.featureCount }],
  notices: [],
});
