/**
 * The header of a .npy file: a Python literal, read with a small grammar of its own and never evaluated.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { DataError, LimitError } from '../base/errors.ts';

/** Longest header that is read, as in NumPy itself. */
export const MAX_HEADER_BYTES = 10_000;
/** Most elements an array may have. */
export const MAX_ELEMENTS = 2 ** 31;
/** Enough bytes to hold any header that is accepted. */
export const HEADER_PREFIX_BYTES = MAX_HEADER_BYTES + 12;

/** Types of numbers that are read: a letter for the kind, then the bytes of an item. */
export const NUMBER_TYPES = ['b1', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export interface NpyHeader {
  readonly dtype: string;
  readonly itemBytes: number;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly dataStart: number;
}

/**
 * Reads the header at the start of a .npy file.
 *
 * @param bytes - the file, or at least its first `HEADER_PREFIX_BYTES`
 * @param where - the file's name, for messages
 * @throws DataError when it is not a .npy header, or its type cannot be read without running code
 */
export function parseNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError(where, 'is not a .npy file', { expected: 'the first bytes to be \\x93NUMPY' });
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) {
    throw new DataError(where, `has .npy version ${version}`, { expected: 'version 1, 2 or 3' });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textStart = version === 1 ? 10 : 12;
  if (bytes.length < textStart) throw new DataError(where, 'ends inside its header');
  const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new DataError(where, `has a header of ${headerBytes} bytes`, { expected: `at most ${MAX_HEADER_BYTES}` });
  }
  if (bytes.length < textStart + headerBytes) throw new DataError(where, 'ends inside its header');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + textStart, headerBytes).toString(
    version === 3 ? 'utf8' : 'latin1',
  );
  return { ...parseDescription(text, where), dataStart: textStart + headerBytes };
}

function parseDescription(text: string, where: string): Omit<NpyHeader, 'dataStart'> {
  const fields = new Map<string, string>();
  const entry = /\s*'(descr|fortran_order|shape)'\s*:\s*('[^'\\]*'|True|False|\([\d\s,L]*\)|\[.*\])\s*(?:,|(?=\}))/y;
  entry.lastIndex = 1;
  for (let found = entry.exec(text); found !== null; found = entry.exec(text)) {
    fields.set(found[1]!, found[2]!);
    if (/^\s*\}\s*$/.test(text.slice(entry.lastIndex))) break;
  }
  const [descr, order, shapeText] = ['descr', 'fortran_order', 'shape'].map((key) => fields.get(key));
  const dtype = /^'([<>|=]?)([a-zA-Z])(\d*)'$/.exec(descr ?? '');
  const isWhole = text[0] === '{' && (order === 'True' || order === 'False') && shapeText?.[0] === '(';
  if (!isWhole || descr === undefined) {
    throw new DataError(where, 'has a header that cannot be read', {
      expected: "a dictionary with only 'descr', 'fortran_order' and 'shape'",
    });
  }
  if (dtype?.[2] === 'O') {
    throw new DataError(where, 'holds pickled Python objects (dtype O), which could run code when opened', {
      advice: 'Save it with a number or text dtype',
    });
  }
  const code = `${dtype?.[2]}${dtype?.[3]}`;
  const isText = dtype?.[2] === 'U' && dtype[3] !== '';
  if (dtype === null || !(isText || (NUMBER_TYPES as readonly string[]).includes(code))) {
    throw new DataError(where, `has dtype ${descr}`, { expected: [...NUMBER_TYPES, 'U (text)'] });
  }
  const shape = (shapeText.match(/\d+/g) ?? []).map(Number);
  if (!shape.every(Number.isSafeInteger)) throw new DataError(where, `has a shape that cannot be: ${shapeText}`);
  return {
    dtype: code,
    itemBytes: isText ? 4 * Number(dtype[3]) : Number(dtype[3]),
    bigEndian: dtype[1] === '>',
    fortranOrder: order === 'True',
    shape,
  };
}

/**
 * Bytes the numbers of this header take.
 *
 * @throws DataError when fewer are there, LimitError when the array is larger than is read
 */
export function requirePayload(header: NpyHeader, availableBytes: number, where: string): number {
  const count = header.shape.reduce((product, size) => product * size, 1);
  const needed = count * header.itemBytes;
  if (needed > availableBytes) {
    throw new DataError(
      where,
      `declares ${shapeText(header.shape)} ${header.dtype}, which takes ${needed} bytes, but only ${availableBytes} follow`,
      {
        advice: 'The file may be cut short',
      },
    );
  }
  if (count > MAX_ELEMENTS) {
    throw new LimitError(where, `holds ${count} elements (${shapeText(header.shape)})`, { expected: 'at most 2^31' });
  }
  return needed;
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/**
 * The head of a .npy file, version 1, C order. Numbers after it start at a multiple of 64 bytes, so that a reader may map them.
 *
 * @param descr - NumPy's name of the type, such as `<f4`
 */
export function npyHeader(descr: string, shape: readonly number[]): Buffer {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const description = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dims}), }`;
  const textBytes = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + textBytes);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  head.writeUInt16LE(textBytes, 8);
  head.write(`${description.padEnd(textBytes - 1)}\n`, 10, 'latin1');
  return head;
}
