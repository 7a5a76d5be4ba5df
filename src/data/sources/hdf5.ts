/**
 * HDF5 files, one object at a time. The library runs in WebAssembly and sees a file system that holds this one file and
 * nothing else, read in place: no link or external storage can make it open another. Links are refused all the same, and by
 * name. What the library would only print, ends here as a DataError.
 */
import { closeSync, openSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Group, File as H5File, Metadata } from 'h5wasm';
import { DataError } from '../../base/errors.ts';
import { Complaints } from './hdf5-complaints.ts';
import { type FileSystem, showFile } from './hdf5-file-system.ts';

type Library = typeof import('h5wasm');
type H5Module = Library['Module'];

const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const COMPOUND = 6;
const ENUM = 8;
/** gzip, shuffle, fletcher32: the filters of the library's build that AnnData's and 10x' files use. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3]);
/** No filter shrinks zeros more than gzip, 1032 times. */
const MAX_RATIO = 1032;
/** Text or attributes of more than this are no names of rows and columns. */
const MAX_TEXT_BYTES = 2 ** 29;

/** First position and the one after the last, for each axis. */
export type Range = readonly [from: number, to: number];

export class Hdf5File {
  readonly name: string;
  readonly #file: H5File;
  readonly #module: H5Module;
  readonly #sizeBytes: number;
  readonly #complaints: Complaints;

  constructor(name: string, file: H5File, module: H5Module, sizeBytes: number, complaints: Complaints) {
    this.name = name;
    this.#file = file;
    this.#module = module;
    this.#sizeBytes = sizeBytes;
    this.#complaints = complaints;
  }

  /** What a path leads to, undefined where nothing is. @throws DataError when a part of it is a link to elsewhere */
  kind(path: string): 'group' | 'dataset' | undefined {
    let parent = '/';
    for (const part of path.split('/')) {
      if (this.#type(parent) !== this.#module.H5G_GROUP) return undefined;
      if (!this.#asked(parent, () => this.#module.get_names(this.#file.file_id, parent, false)).includes(part)) {
        return undefined;
      }
      const here = parent === '/' ? `/${part}` : `${parent}/${part}`;
      this.#refuseLink(here);
      parent = here;
    }
    const type = this.#type(parent);
    if (type === this.#module.H5G_GROUP) return 'group';
    return type === this.#module.H5G_DATASET ? 'dataset' : undefined;
  }

  /** The names in a group. */
  names(group: string): string[] {
    return this.#asked(group, () => this.#module.get_names(this.#file.file_id, group, false));
  }

  /** An attribute's value - a text, a number, or a list of them - or undefined. */
  attribute(path: string, name: string): unknown {
    const value = this.#asked(path, () => {
      const id = this.#file.file_id;
      if (!this.#module.get_attribute_names(id, path).includes(name)) return undefined;
      const { size, total_size } = this.#module.get_attribute_metadata(id, path, name);
      if (size * total_size > this.#sizeBytes * MAX_RATIO) throw new Error(`the attribute ${name} is too large`);
      return new this.#complaints.library.Attribute(id, path, name).value;
    });
    if (typeof value === 'bigint') return Number(value);
    return ArrayBuffer.isView(value) ? Array.from(value as BigInt64Array, Number) : value;
  }

  /** Its sizes, and its chunks' sizes where it has chunks. @throws DataError when it cannot be read, by name of the reason */
  layout(path: string): { shape: readonly number[]; chunks: readonly number[] | undefined; type: Metadata } {
    if (this.kind(path) !== 'dataset') throw new DataError(this.name, `holds no "${path}"`);
    const where = this.#where(path);
    const dataset = this.#asked(path, () => new this.#Dataset(this.#file.file_id, `/${path}`));
    const type = this.#asked(path, () => dataset.metadata);
    const { shape, size, total_size, chunks } = type;
    if ((type.virtual_sources?.length ?? 0) > 0) {
      throw new DataError(where, 'is put together from other files', { expected: 'a file that holds its data' });
    }
    for (const { id, name } of this.#asked(path, () => dataset.filters)) {
      if (FILTERS.has(id)) continue;
      throw new DataError(where, `is packed with the filter "${name || id}", which cannot be read`, {
        expected: 'gzip or no compression',
        advice: 'Write the file again, with compression="gzip"',
      });
    }
    if (shape === null) throw new DataError(where, 'holds nothing');
    if (size * total_size > this.#sizeBytes * MAX_RATIO) {
      throw new DataError(
        where,
        `declares [${shape.join(', ')}], which takes ${size * total_size} bytes, but the file has only ${this.#sizeBytes}`,
        { advice: 'The file may be cut short' },
      );
    }
    return { shape, chunks: chunks ?? undefined, type };
  }

  /** Numbers in row-major order. @throws DataError when it holds something else */
  numbers(path: string, ranges?: readonly Range[]): Float32Array | Float64Array | Int32Array {
    const { type } = this.layout(path);
    const isEnum = type.type === ENUM && type.enum_type?.type === INTEGER;
    if (type.type !== INTEGER && type.type !== FLOAT && !isEnum) {
      throw new DataError(this.#where(path), 'holds no numbers');
    }
    if (type.size > 1 && !type.littleEndian) {
      throw new DataError(this.#where(path), 'holds numbers with the highest byte first', {
        expected: 'numbers with the lowest byte first',
      });
    }
    const value = this.#slice(path, ranges);
    if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array) return value;
    if (ArrayBuffer.isView(value)) return Float64Array.from(value as unknown as ArrayLike<number>, Number);
    throw new DataError(this.#where(path), 'holds no numbers');
  }

  /** Texts, or numbers as texts. */
  texts(path: string): string[] {
    const { type } = this.layout(path);
    if (type.type !== STRING) return Array.from(this.numbers(path), String);
    this.#requireText(path, type);
    return this.#slice(path) as string[];
  }

  /** One field of a table of records, as texts; undefined where it has no such field. */
  field(path: string, name: string): string[] | undefined {
    const { type } = this.layout(path);
    const at = this.fields(path).indexOf(name);
    if (at < 0) return undefined;
    this.#requireText(path, type);
    return (this.#slice(path) as unknown[][]).map((record) => String(record[at]));
  }

  /** The fields of a table of records; none where it is no such table. */
  fields(path: string): string[] {
    const { type } = this.layout(path);
    return type.type === COMPOUND ? (type.compound_type?.members ?? []).map(({ name }) => name) : [];
  }

  /** Adds a group, with attributes of text. Only of a file opened for changing, as below. */
  addGroup(path: string, attributes: Readonly<Record<string, string>>): void {
    this.#asked(path, () => {
      this.#file.create_group(path);
      this.#label(path, attributes);
    });
  }

  /** Adds a matrix, row after row. */
  addMatrix(
    path: string,
    data: Float32Array,
    shape: readonly [rows: number, columns: number],
    attributes: Readonly<Record<string, string>>,
  ): void {
    this.#asked(path, () => {
      this.#file.create_dataset({ name: path, data, shape: [...shape], dtype: '<f4' });
      this.#label(path, attributes);
    });
  }

  #label(path: string, attributes: Readonly<Record<string, string>>): void {
    const made = this.#file.get(path) as Group;
    for (const [name, text] of Object.entries(attributes)) made.create_attribute(name, text, [], 'S');
  }

  get #Dataset(): Library['Dataset'] {
    return this.#complaints.library.Dataset;
  }

  #slice(path: string, ranges?: readonly Range[]): unknown {
    return this.#asked(path, () => {
      const dataset = new this.#Dataset(this.#file.file_id, `/${path}`);
      const all = (dataset.shape ?? []).map((size): [number, number] => [0, size]);
      return dataset.slice(ranges === undefined ? all : ranges.map(([from, to]): [number, number] => [from, to]));
    });
  }

  #requireText(path: string, { size, total_size }: Metadata): void {
    if (size * total_size <= MAX_TEXT_BYTES) return;
    throw new DataError(this.#where(path), `holds ${size * total_size} bytes of text`, {
      expected: `at most ${MAX_TEXT_BYTES}`,
    });
  }

  #refuseLink(path: string): void {
    const id = this.#file.file_id;
    const { filename } = this.#asked(path, () => this.#module.get_external_link(id, path));
    const target = this.#asked(path, () => this.#module.get_symbolic_link(id, path));
    if (typeof filename !== 'string' && typeof target !== 'string') return;
    throw new DataError(this.#where(path.slice(1)), `is a link to ${filename ?? target}`, {
      expected: 'a file that holds its data: links are not followed',
    });
  }

  #asked<T>(path: string, ask: () => T): T {
    return this.#complaints.none(this.#where(path === '/' ? '' : path.replace(/^\//, '')), ask);
  }

  #type = (path: string): number => this.#asked(path, () => this.#file.get_type(path));
  #where = (path: string): string => (path === '' ? this.name : `${this.name}/${path}`);
}

let opened = 0;

/**
 * Opens a file for as long as `use` runs.
 *
 * @param access - `change`: what is added goes into the file itself, where a crash may leave half of it
 * @throws DataError when it is no HDF5 file, or is damaged
 */
export async function withHdf5<T>(
  path: string,
  use: (file: Hdf5File) => T,
  access: 'read' | 'change' = 'read',
): Promise<T> {
  const library = await import('h5wasm');
  const module = await library.ready;
  const fileSystem = module.FS as unknown as FileSystem;
  const complaints = new Complaints(library, fileSystem);
  const name = basename(path);
  const { size } = statSync(path);
  const canWrite = access === 'change';
  const descriptor = openSync(path, canWrite ? 'r+' : 'r');
  const inside = `file${opened++}`;
  showFile(fileSystem, inside, descriptor, size, canWrite);
  let file: H5File | undefined;
  try {
    file = complaints.none(name, () => new library.File(`/${inside}`, canWrite ? 'a' : 'r'));
    return use(new Hdf5File(name, file, module, size, complaints));
  } finally {
    try {
      file?.close();
    } catch {
      // A library that gave up on a damaged file may fail to close it too; what it said first is what counts.
    }
    fileSystem.unlink(`/${inside}`);
    closeSync(descriptor);
  }
}
