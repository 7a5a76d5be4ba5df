/**
 * IDX files, plain or gzipped: how MNIST and its relatives are published. A big-endian header (two zero bytes, a type, the
 * number of axes, their sizes), then the numbers.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, gunzipSync, type ZlibOptions } from 'node:zlib';
import { DataError } from '../../base/errors.ts';
import { decodePayload, type NpyArray } from '../../tensor/npy.ts';
import { requirePayload } from '../../tensor/npy-header.ts';

const types: Readonly<Record<number, string>> = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
/** Ordinary gzip never shrinks more than this. */
const MAX_GZIP_RATIO = 1032;

/** @throws DataError when it is no IDX file, or is shorter than its header says */
export async function readIdx(path: string): Promise<NpyArray> {
  const where = basename(path);
  const file = await readFile(path);
  if (!isGzip(file)) return parseIdx(file, where);
  // The header says how large the file is, so it may take that much memory and no more.
  const start = unzip(file.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH }, where);
  const header = idxHeader(start, where);
  const needed = requirePayload(header, file.length * MAX_GZIP_RATIO, where);
  return parseIdx(unzip(file, { maxOutputLength: header.dataStart + needed }, where), where);
}

function parseIdx(bytes: Buffer, where: string): NpyArray {
  const header = idxHeader(bytes, where);
  const needed = requirePayload(header, bytes.length - header.dataStart, where);
  return decodePayload(header, bytes.subarray(header.dataStart, header.dataStart + needed), where);
}

function idxHeader(bytes: Buffer, where: string) {
  const dtype = types[bytes[2] ?? 0];
  const axes = bytes[3] ?? 0;
  if (bytes.length < 4 + 4 * axes || bytes[0] !== 0 || bytes[1] !== 0 || dtype === undefined || axes === 0) {
    throw new DataError(where, 'is not an IDX file', {
      expected: 'two zero bytes, a type and a number of axes at its start',
    });
  }
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const itemBytes = Number(dtype[1]);
  return { dtype, itemBytes, bigEndian: true, fortranOrder: false, shape, dataStart: 4 + 4 * axes };
}

function unzip(file: Buffer, options: ZlibOptions, where: string): Buffer {
  try {
    return gunzipSync(file, options);
  } catch (error) {
    throw new DataError(where, `cannot be unzipped: ${(error as Error).message}`, { cause: error });
  }
}
