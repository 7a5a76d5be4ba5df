/**
 * An array [rows, positions, blocks], as some keep several marks along one stretch of a genome, read some rows at a time and
 * laid out flat: all positions of the first block, then all of the second.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { ConfigError, DataError } from '../../base/errors.ts';
import { decodePayload, type NumberArray, readNpyFile } from '../../tensor/npy.ts';
import { HEADER_PREFIX_BYTES, type NpyHeader, parseNpyHeader, requirePayload } from '../../tensor/npy-header.ts';
import { blockRanges, numberedNames, type RowTable } from './row-table.ts';

/** Numbers of some rows, `[count, positions, blocks]`. */
type ReadRows = (first: number, count: number) => NumberArray;

/**
 * @param names - one for each block; columns are called `name_0000` and so on
 * @throws DataError when it is no such array, ConfigError when it has more or fewer blocks
 */
export async function blockCube(path: string, names: readonly string[]): Promise<RowTable> {
  const where = basename(path);
  const header = headerOf(path, where);
  const [rowCount, positions] = requireCube(header, names, where);
  const read = header.fortranOrder ? await readAll(path, header) : readPart(path, header, where);
  const width = positions * names.length;
  const kind = areBytes(rowCount, width, read) ? 'bytes' : 'float32';
  return {
    rowCount,
    columns: names.flatMap((name) => numberedNames(name, positions)),
    rowShape: [width],
    kind,
    texts: [],
    notices: [],
    *blocks() {
      for (const [first, count] of blockRanges(rowCount, width)) {
        const numbers = read(first, count);
        const rows = kind === 'bytes' ? new Uint8Array(count * width) : new Float32Array(count * width);
        for (let i = 0; i < count; i++) flatten(numbers, rows, i * width, positions, names.length);
        yield rows;
      }
    },
  };
}

/** One row from `[positions, blocks]` to `[blocks, positions]`. */
function flatten(from: NumberArray, to: Uint8Array | Float32Array, start: number, positions: number, depth: number) {
  for (let p = 0; p < positions; p++) {
    for (let b = 0; b < depth; b++) to[start + b * positions + p] = from[start + p * depth + b]!;
  }
}

/** Whether every number is a whole one from 0 to 255: asked of the whole array before anything is written. */
function areBytes(rowCount: number, width: number, read: ReadRows): boolean {
  for (const [first, count] of blockRanges(rowCount, width)) {
    const numbers = read(first, count);
    if (numbers instanceof Uint8Array) return true;
    for (let i = 0; i < numbers.length; i++) if (numbers[i] !== (numbers[i]! & 255)) return false;
  }
  return true;
}

function headerOf(path: string, where: string): NpyHeader {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const header = parseNpyHeader(readAt(file, 0, Math.min(size, HEADER_PREFIX_BYTES), where), where);
    requirePayload(header, size - header.dataStart, where);
    return header;
  } finally {
    closeSync(file);
  }
}

function requireCube({ shape, dtype }: NpyHeader, names: readonly string[], where: string): [number, number] {
  const [rowCount = 0, positions = 0, depth = 0] = shape;
  if (shape.length !== 3 || dtype.startsWith('U') || rowCount * positions * depth === 0) {
    throw new DataError(where, `holds ${dtype} of shape [${shape.join(', ')}]`, {
      expected: 'numbers of shape [rows, positions, blocks]',
    });
  }
  if (depth === names.length) return [rowCount, positions];
  throw new ConfigError('--blocks', `${names.length} blocks are named, and ${where} has ${depth}`, {
    expected: 'a name for each place of its last axis',
  });
}

function readPart(path: string, header: NpyHeader, where: string): ReadRows {
  const [, positions, depth] = header.shape as [number, number, number];
  const rowBytes = positions * depth * header.itemBytes;
  return (first, count) => {
    const file = openSync(path, 'r');
    try {
      const bytes = readAt(file, header.dataStart + first * rowBytes, count * rowBytes, where);
      return decodePayload({ ...header, shape: [count, positions, depth] }, bytes, where).data as NumberArray;
    } finally {
      closeSync(file);
    }
  };
}

/** Where the rows of an array do not lie one after another, all of it has to be read. */
async function readAll(path: string, { shape }: NpyHeader): Promise<ReadRows> {
  const data = (await readNpyFile(path)).data as NumberArray;
  const width = shape[1]! * shape[2]!;
  return (first, count) => data.subarray(first * width, (first + count) * width) as NumberArray;
}

function readAt(file: number, position: number, length: number, where: string): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const read = readSync(file, bytes, done, length - done, position + done);
    if (read === 0) throw new DataError(where, 'became shorter while it was read');
    done += read;
  }
  return bytes;
}
