/** Small HDF5 files for tests, written by h5wasm. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, File, type Group, ready } from 'h5wasm';

export const folder = mkdtempSync(join(tmpdir(), 'elbo-hdf5-'));

let written = 0;

/** The bytes of a file that `fill` filled. */
export async function hdf5Bytes(fill: (file: File) => void): Promise<Buffer> {
  const { FS } = await ready;
  const name = `/test${written++}.h5`;
  const file = new File(name, 'w');
  fill(file);
  file.close();
  const bytes = Buffer.from(FS.readFile(name));
  FS.unlink(name);
  return bytes;
}

/** Writes a file and gives its path. @param damage - changes its bytes first */
export async function writeHdf5(
  name: string,
  fill: (file: File) => void,
  damage: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, damage(await hdf5Bytes(fill)));
  return path;
}

export function group(
  parent: Group,
  name: string,
  attributes: Readonly<Record<string, string | number[]>> = {},
): Group {
  const made = parent.create_group(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') made.create_attribute(key, value);
    else made.create_attribute(key, BigInt64Array.from(value, BigInt));
  }
  return made;
}

export const put = (
  parent: Group,
  name: string,
  data: Float32Array | Int32Array | Float64Array | string[],
  shape: number[] = [data.length],
): Dataset => parent.create_dataset({ name, data, shape });

/** The tables obs and var of three cells and four genes. */
export function tables(file: Group): void {
  const obs = group(file, 'obs', { _index: 'cell' });
  put(obs, 'cell', ['c0', 'c1', 'c2']);
  put(obs, 'tissue', ['lung', 'skin', 'lung']);
  const batch = group(obs, 'batch');
  put(batch, 'categories', ['b', 'a']);
  put(batch, 'codes', Int32Array.of(1, 0, -1));
  put(group(file, 'var', { _index: '_index' }), '_index', ['g0', 'g1', 'g2', 'g1']);
}

/** `[[1, 0, 2, 0], [0, 0, 0, 0], [0, 3, 0, 4]]` in compressed rows. */
export function compressedRows(parent: Group, name: string, change: Readonly<Record<string, number[]>> = {}): void {
  const matrix = group(parent, name, { 'encoding-type': 'csr_matrix', shape: change.shape ?? [3, 4] });
  put(matrix, 'data', Float32Array.from(change.data ?? [1, 2, 3, 4]));
  put(matrix, 'indices', Int32Array.from(change.indices ?? [0, 2, 1, 3]));
  put(matrix, 'indptr', Int32Array.from(change.indptr ?? [0, 2, 2, 4]));
}

/** The same in compressed columns. */
export function compressedColumns(parent: Group, name: string): void {
  const matrix = group(parent, name, { 'encoding-type': 'csc_matrix', shape: [3, 4] });
  put(matrix, 'data', Float32Array.of(1, 3, 2, 4));
  put(matrix, 'indices', Int32Array.of(0, 2, 0, 2));
  put(matrix, 'indptr', Int32Array.of(0, 1, 2, 3, 4));
}
