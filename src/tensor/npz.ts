/**
 * NumPy's .npz files: a zip of .npy members. The directory is checked before any member is opened: names, encryption,
 * links and sizes; members that hold pickled objects are named and refused while the others still read.
 */
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DataError, ElboError, LimitError } from '../base/errors.ts';
import { decodePayload, type NpyArray } from './npy.ts';
import { HEADER_PREFIX_BYTES, parseNpyHeader, requirePayload } from './npy-header.ts';

/** A member larger than this that is compressed more than `MAX_RATIO` times is taken for a bomb. */
export const MAX_SUSPECT_BYTES = 2 ** 30;
/** Honest tables of mostly zeros reach a few hundred, but not at that size. */
export const MAX_RATIO = 100;

export interface NpzMember {
  /** Without `.npy`, as NumPy names it. */
  readonly name: string;
  /** Empty when the member cannot be read. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Why this member is not read, where it is not. */
  readonly refusal?: string;
}

/**
 * What is in a .npz file, from its directory and the members' headers.
 *
 * @throws DataError when the file is not a sound zip, or a name, a link or encryption makes it unsafe
 */
export async function listNpz(path: string): Promise<NpzMember[]> {
  return withZip(path, async (zip, entries) => {
    const members: NpzMember[] = [];
    for (const [name, entry] of entries) {
      try {
        const { dtype, shape } = parseNpyHeader(await readStart(zip, entry), memberName(path, name));
        members.push({ name, dtype, shape });
      } catch (error) {
        if (!(error instanceof ElboError)) throw error;
        members.push({ name, dtype: '', shape: [], refusal: error.message });
      }
    }
    return members;
  });
}

/** Reads one member. @throws DataError naming the members there are, or why this one is refused */
export async function readNpzMember(path: string, name: string): Promise<NpyArray> {
  return withZip(path, async (zip, entries) => {
    const entry = entries.get(name);
    if (entry === undefined) {
      throw new DataError(basename(path), `has no member "${name}"`, { expected: [...entries.keys()], given: name });
    }
    const where = memberName(path, name);
    refuseBomb(entry, where);
    const header = parseNpyHeader(await readStart(zip, entry), where);
    const needed = requirePayload(header, entry.uncompressedSize - header.dataStart, where);
    const stream = await zip.openReadStreamPromise(entry);
    return decodePayload(header, await readPayload(stream, header.dataStart, needed, where), where);
  });
}

const memberName = (path: string, name: string): string => `${basename(path)}/${name}`;

async function withZip<T>(path: string, use: (zip: ZipFile, entries: Map<string, Entry>) => Promise<T>): Promise<T> {
  const where = basename(path);
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    return await use(zip, await readDirectory(zip, where));
  } catch (error) {
    if (error instanceof ElboError || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw new DataError(where, `is not a zip file that can be trusted: ${(error as Error).message}`, { cause: error });
  } finally {
    zip?.close();
  }
}

async function readDirectory(zip: ZipFile, where: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry;
    if (fileName.endsWith('/')) continue;
    const name = fileName.replace(/\.npy$/, '');
    if (entry.isEncrypted())
      throw new DataError(where, `the member "${name}" is encrypted`, { advice: 'Save it again without a password' });
    const unixMode = entry.externalFileAttributes >>> 16;
    if ((unixMode & 0o170000) === 0o120000) throw new DataError(where, `the member "${name}" is a symbolic link`);
    if (entries.has(name)) throw new DataError(where, `has two members called "${name}"`);
    entries.set(name, entry);
  }
  return entries;
}

function refuseBomb(entry: Entry, where: string): void {
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > MAX_SUSPECT_BYTES && uncompressedSize > MAX_RATIO * compressedSize) {
    throw new LimitError(where, `would grow from ${compressedSize} to ${uncompressedSize} bytes`, {
      expected: `at most ${MAX_SUSPECT_BYTES} bytes where data is compressed more than ${MAX_RATIO} times`,
      advice: 'If the data is real, save it uncompressed as .npy',
    });
  }
}

async function readStart(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= HEADER_PREFIX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

async function readPayload(stream: Readable, skip: number, length: number, where: string): Promise<Uint8Array> {
  const payload = new Uint8Array(length);
  let position = -skip;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    const from = Math.max(0, -position);
    const to = Math.min(bytes.length, length - position);
    if (to > from) payload.set(bytes.subarray(from, to), position + from);
    position += bytes.length;
  }
  if (position < length) throw new DataError(where, `ends after ${position + skip} of ${length + skip} bytes`);
  return payload;
}
