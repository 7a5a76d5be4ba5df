/**
 * Named tensors in the safetensors format: a JSON header and the bytes, with nothing in it that could be executed.
 *
 * Tensors are written in order of name without alignment gaps, so the same tensors always give the same bytes. A file is
 * trusted in nothing: every range is checked against the size of the file before memory is taken.
 *
 * @see https://github.com/huggingface/safetensors, section "Format"
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { DataError, LimitError } from '../base/errors.ts';
import { elementCount } from './shape.ts';
import type { Tensor, Tensors } from './tensor.ts';

const MAX_HEADER_BYTES = 100_000_000;
/** Eight times the largest model the notebooks train, with its optimizer state. */
const MAX_FILE_BYTES = 8 * 2 ** 30;
/** One write or read moves at most this much: Node refuses 2 GiB and more in one call. */
const PIECE_BYTES = 2 ** 26;
const METADATA = '__metadata__';

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Bytes of one number of each dtype that is read; all become float32. */
const DTYPE_BYTES = { F64: 8, F32: 4, BF16: 2 };
type Dtype = keyof typeof DTYPE_BYTES;

/**
 * The bytes of a safetensors file, piece by piece: views of the tensors' own memory, never a copy of it.
 *
 * The file's byte order is the machine's, little-endian wherever Node runs with ONNX Runtime.
 */
export function* safetensorsPieces(tensors: Tensors): Generator<Uint8Array> {
  const names = Object.keys(tensors).sort();
  let end = 0;
  const entries = names.map((name) => {
    const { shape, data } = tensors[name]!;
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  // Readers that map the file want the numbers aligned; the format allows spaces after the header.
  const padded = Math.ceil(header.length / 8) * 8;
  const head = Buffer.alloc(8 + padded, ' ');
  head.writeBigUInt64LE(BigInt(padded), 0);
  header.copy(head, 8);
  yield head;
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = tensors[name]!.data;
    for (let from = 0; from < byteLength; from += PIECE_BYTES) {
      yield new Uint8Array(buffer, byteOffset + from, Math.min(PIECE_BYTES, byteLength - from));
    }
  }
}

/** Writes a safetensors file, replacing one that is there. For a file that must survive a crash, see `store/checkpoint`. */
export function writeSafetensors(path: string, tensors: Tensors): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of safetensorsPieces(tensors)) {
      for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Reads a safetensors file. F64 and BF16 become float32.
 *
 * @throws DataError when anything in the file contradicts anything else in it
 * @throws LimitError when the header is above 100 MB or the file above 8 GiB
 */
export function readSafetensors(path: string): Tensors {
  const file = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(file).size;
    if (sizeBytes > MAX_FILE_BYTES) {
      throw new LimitError(path, `the file has ${sizeBytes} bytes`, { expected: `at most ${MAX_FILE_BYTES} bytes` });
    }
    const headerBytes = readHeaderLength(path, file, sizeBytes);
    const header = parseHeader(path, readBytes(path, file, 8, new Uint8Array(headerBytes)));
    const start = 8 + headerBytes;
    const entries = checkEntries(path, header, sizeBytes - start);
    return Object.fromEntries(
      entries.map((entry): [string, Tensor] => [
        entry.name,
        { shape: entry.shape, data: readNumbers(path, file, start, entry) },
      ]),
    );
  } finally {
    closeSync(file);
  }
}

function readHeaderLength(path: string, file: number, sizeBytes: number): number {
  if (sizeBytes < 8) {
    throw new DataError(path, `the file has ${sizeBytes} bytes`, {
      expected: 'a safetensors file, which begins with 8 bytes that hold the length of its header',
    });
  }
  const length = Buffer.from(readBytes(path, file, 0, new Uint8Array(8)).buffer).readBigUInt64LE(0);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new LimitError(path, `the header claims ${length} bytes`, { expected: `at most ${MAX_HEADER_BYTES} bytes` });
  }
  if (length > BigInt(sizeBytes - 8)) {
    throw new DataError(path, `the header claims ${length} bytes, but ${sizeBytes - 8} bytes follow`, {
      advice: 'The file may be cut off, or not be a safetensors file',
    });
  }
  return Number(length);
}

function parseHeader(path: string, bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DataError(path, 'the header is not UTF-8', { cause });
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new DataError(path, `the header is not JSON (${(cause as Error).message})`, { cause });
  }
  if (!isRecord(header)) throw new DataError(path, 'the header is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new DataError(path, `the header names ${JSON.stringify(twice)} twice`);
  return header;
}

/** The first key that an object of this JSON text holds twice. `JSON.parse` would keep the last one in silence. */
function duplicateKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  // The text is known to be JSON, so a string followed by a colon is a key.
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') open.push(new Set());
    else if (text[i] === '}') open.pop();
    else if (text[i] === '"') {
      const start = i++;
      while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
      let next = i + 1;
      while (' \t\r\n'.includes(text[next] ?? ':')) next++;
      if (text[next] !== ':') continue;
      const key = JSON.parse(text.slice(start, i + 1)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/** Every tensor's range fits its shape and dtype, and together they tile the data without overlap or gap. */
function checkEntries(path: string, header: Record<string, unknown>, dataBytes: number): Entry[] {
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) checkMetadata(path, value);
    else entries.push(checkEntry(path, name, value));
  }
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const at = `${path}, tensor ${JSON.stringify(name)}`;
    if (begin < covered)
      throw new DataError(at, `byte ${begin} belongs to the tensor before it, which ends at ${covered}`);
    if (begin > covered)
      throw new DataError(at, `begins at byte ${begin}, but the tensor before it ends at ${covered}`);
    covered = end;
  }
  if (covered !== dataBytes) {
    throw new DataError(path, `the tensors cover ${covered} bytes, but ${dataBytes} bytes follow the header`, {
      ...(covered > dataBytes ? { advice: 'The file may be cut off' } : {}),
    });
  }
  return entries;
}

function checkMetadata(path: string, value: unknown): void {
  if (isRecord(value) && Object.values(value).every((text) => typeof text === 'string')) return;
  throw new DataError(path, `${METADATA} is ${excerpt(value)}`, { expected: 'an object of texts' });
}

function checkEntry(path: string, name: string, value: unknown): Entry {
  const at = `${path}, tensor ${JSON.stringify(name)}`;
  if (!isRecord(value)) throw new DataError(at, `its entry is ${excerpt(value)}`, { expected: 'an object' });
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw new DataError(at, `dtype ${excerpt(dtype)} is not read`, { expected: Object.keys(DTYPE_BYTES) });
  }
  if (!isListOfSizes(shape)) {
    throw new DataError(at, `shape ${excerpt(shape)} does not fit`, { expected: 'a list of whole numbers from 0' });
  }
  if (!isListOfSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw new DataError(at, `data_offsets ${excerpt(offsets)} do not fit`, {
      expected: 'two whole numbers from 0, the first not above the second',
    });
  }
  const [begin, end] = offsets as [number, number];
  const bytes = elementCount(shape) * DTYPE_BYTES[dtype as Dtype];
  // Above 2^53 the product is rounded, and then larger than any range of a file we open.
  if (bytes !== end - begin) {
    const problem = `shape ${JSON.stringify(shape)} of ${dtype} takes ${bytes} bytes, but its range has ${end - begin}`;
    throw new DataError(at, problem);
  }
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

function readNumbers(path: string, file: number, start: number, { dtype, begin, end }: Entry): Float32Array {
  const bytes = readBytes(path, file, start + begin, new Uint8Array(end - begin));
  if (dtype === 'F32') return new Float32Array(bytes.buffer);
  if (dtype === 'F64') return Float32Array.from(new Float64Array(bytes.buffer));
  const upperHalves = new Uint16Array(bytes.buffer);
  return new Float32Array(Uint32Array.from(upperHalves, (half) => half << 16).buffer);
}

/** Fills `out` from `position` of the file. */
function readBytes(
  path: string,
  file: number,
  position: number,
  out: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  for (let done = 0; done < out.length; ) {
    const count = readSync(file, out, done, Math.min(PIECE_BYTES, out.length - done), position + done);
    if (count === 0) throw new DataError(path, `the file ended at byte ${position + done} while it was read`);
    done += count;
  }
  return out;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

const excerpt = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 80);
