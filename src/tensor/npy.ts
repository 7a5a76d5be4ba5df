/**
 * NumPy's .npy files, versions 1 to 3. Every size is checked against the file before memory is taken, and pickled
 * objects are refused: reading a file runs nothing.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError } from '../base/errors.ts';
import {
  HEADER_PREFIX_BYTES,
  type NpyHeader,
  type NumberType,
  npyHeader,
  parseNpyHeader,
  requirePayload,
} from './npy-header.ts';

export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An array of numbers or of texts, row after row (C order) however it lay in the file. */
export type NpyArray = NpyNumbers | NpyTexts;

export interface NpyNumbers {
  readonly kind: 'numbers';
  /** Type letter and bytes, such as `u1` or `f4`. 64-bit integers become float64 where that is exact. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

export interface NpyTexts {
  readonly kind: 'texts';
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

type Decode = (view: DataView, count: number, littleEndian: boolean, where: string) => NumberArray;

/** Copies item by item; the typed array's own byte order does not matter. */
const each =
  <A extends NumberArray>(
    make: (count: number) => A,
    get: (view: DataView, item: number, le: boolean) => number,
  ): Decode =>
  (view, count, littleEndian) => {
    const data = make(count);
    for (let i = 0; i < count; i++) data[i] = get(view, i, littleEndian);
    return data;
  };

const decoders: Readonly<Record<NumberType, Decode>> = {
  b1: each(
    (n) => new Uint8Array(n),
    (view, i) => (view.getUint8(i) === 0 ? 0 : 1),
  ),
  u1: (view, count) => new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, count).slice(),
  i1: each(
    (n) => new Int8Array(n),
    (view, i) => view.getInt8(i),
  ),
  u2: each(
    (n) => new Uint16Array(n),
    (view, i, le) => view.getUint16(2 * i, le),
  ),
  i2: each(
    (n) => new Int16Array(n),
    (view, i, le) => view.getInt16(2 * i, le),
  ),
  u4: each(
    (n) => new Uint32Array(n),
    (view, i, le) => view.getUint32(4 * i, le),
  ),
  i4: each(
    (n) => new Int32Array(n),
    (view, i, le) => view.getInt32(4 * i, le),
  ),
  u8: wide((view, i, le) => view.getBigUint64(8 * i, le)),
  i8: wide((view, i, le) => view.getBigInt64(8 * i, le)),
  f2: each(
    (n) => new Float32Array(n),
    (view, i, le) => fromHalf(view.getUint16(2 * i, le)),
  ),
  f4: each(
    (n) => new Float32Array(n),
    (view, i, le) => view.getFloat32(4 * i, le),
  ),
  f8: each(
    (n) => new Float64Array(n),
    (view, i, le) => view.getFloat64(8 * i, le),
  ),
};

function wide(get: (view: DataView, item: number, littleEndian: boolean) => bigint): Decode {
  return (view, count, littleEndian, where) => {
    const data = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const value = get(view, i, littleEndian);
      data[i] = Number(value);
      if (!Number.isSafeInteger(data[i])) {
        throw new DataError(where, `the integer ${value} at position ${i} is not exact as a number`, {
          expected: 'integers from -(2^53 - 1) to 2^53 - 1',
        });
      }
    }
    return data;
  };
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Reads a whole .npy file held in memory. @param where - the file's name, for messages */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const header = parseNpyHeader(bytes, where);
  const needed = requirePayload(header, bytes.length - header.dataStart, where);
  return decodePayload(header, bytes.subarray(header.dataStart, header.dataStart + needed), where);
}

/** Reads a .npy file from disk; its size is checked before its numbers are read. */
export async function readNpyFile(path: string): Promise<NpyArray> {
  const where = basename(path);
  const file = await open(path);
  try {
    const { header, fileBytes } = await headerOf(file, where);
    const needed = requirePayload(header, fileBytes - header.dataStart, where);
    return decodePayload(header, await readAt(file, header.dataStart, needed, where), where);
  } finally {
    await file.close();
  }
}

async function headerOf(file: FileHandle, where: string): Promise<{ header: NpyHeader; fileBytes: number }> {
  const { size: fileBytes } = await file.stat();
  const prefix = await readAt(file, 0, Math.min(fileBytes, HEADER_PREFIX_BYTES), where);
  return { header: parseNpyHeader(prefix, where), fileBytes };
}

async function readAt(file: FileHandle, position: number, length: number, where: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  // One read call returns at most 2 GiB.
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 2 ** 30), position + done);
    if (bytesRead === 0) throw new DataError(where, 'became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}

/** Turns the bytes after a header into an array. @param payload - exactly the bytes the header declares */
export function decodePayload(header: NpyHeader, payload: Uint8Array, where: string): NpyArray {
  const { dtype, shape } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (dtype.startsWith('U')) {
    const texts = Array.from({ length: count }, (_, i) => textAt(view, i, header));
    return {
      kind: 'texts',
      dtype,
      shape,
      data: header.fortranOrder ? transposed(texts, shape, new Array(count)) : texts,
    };
  }
  const data =
    plainView(header, payload, count) ?? decoders[dtype as NumberType](view, count, !header.bigEndian, where);
  if (!header.fortranOrder || shape.length < 2) return { kind: 'numbers', dtype, shape, data };
  const Block = data.constructor as new (length: number) => NumberArray;
  return { kind: 'numbers', dtype, shape, data: transposed(data, shape, new Block(count)) };
}

const MACHINE_IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The bytes themselves as numbers, without a copy, where they already lie as this machine holds them. */
function plainView(header: NpyHeader, payload: Uint8Array, count: number): NumberArray | undefined {
  const { buffer, byteOffset } = payload;
  if (header.dtype === 'u1') return new Uint8Array(buffer, byteOffset, count);
  if (header.bigEndian || !MACHINE_IS_LITTLE_ENDIAN || byteOffset % header.itemBytes !== 0) return undefined;
  if (header.dtype === 'f4') return new Float32Array(buffer, byteOffset, count);
  return header.dtype === 'f8' ? new Float64Array(buffer, byteOffset, count) : undefined;
}

function textAt(view: DataView, item: number, header: NpyHeader): string {
  let text = '';
  for (let offset = item * header.itemBytes; offset < (item + 1) * header.itemBytes; offset += 4) {
    const point = view.getUint32(offset, !header.bigEndian);
    if (point === 0) break;
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

/** From first-axis-fastest to last-axis-fastest order. */
function transposed<A extends { [index: number]: number | string }>(data: A, shape: readonly number[], out: A): A {
  const position = new Array<number>(shape.length).fill(0);
  const count = shape.reduce((product, size) => product * size, 1);
  for (let i = 0; i < count; i++) {
    let target = 0;
    for (let axis = 0; axis < shape.length; axis++) target = target * shape[axis]! + position[axis]!;
    out[target] = data[i]!;
    for (let axis = 0; axis < shape.length && ++position[axis]! === shape[axis]; axis++) position[axis] = 0;
  }
  return out;
}

const writtenTypes = new Map<unknown, string>([
  [Uint8Array, '|u1'],
  [Int8Array, '|i1'],
  [Uint16Array, '<u2'],
  [Int16Array, '<i2'],
  [Uint32Array, '<u4'],
  [Int32Array, '<i4'],
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
]);

/**
 * The bytes of a .npy file, version 1, C order, little-endian.
 *
 * @param shape - its product is the length of `data`
 */
export function writeNpy(shape: readonly number[], data: NumberArray): Uint8Array {
  const head = npyHeader(writtenTypes.get(data.constructor)!, shape);
  const file = Buffer.alloc(head.length + data.byteLength);
  file.set(head);
  const payload = file.subarray(head.length);
  payload.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (!MACHINE_IS_LITTLE_ENDIAN) swapBytes(payload, data.BYTES_PER_ELEMENT);
  return file;
}

function swapBytes(bytes: Buffer, size: number): void {
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
}
