/**
 * The records of a delimited text file, as bytes and one at a time, so that a wide table never becomes text in memory.
 * Takes UTF-8 (with or without mark), UTF-16 and Latin-1, plain or gzipped; LF, CRLF or CR line ends; quoted fields that
 * hold delimiters, quotes and line breaks. Empty lines are passed over.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { DataError, ElboError, LimitError } from '../../base/errors.ts';

export const ENCODINGS = ['auto', 'utf-8', 'utf-16', 'latin-1'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Longest record: a million columns of ten digits fit ten times over; a quote that never closes does not. */
export const MAX_RECORD_BYTES = 2 ** 27;
const CHUNK_BYTES = 2 ** 20;

export const LF = 10;
export const CR = 13;
export const QUOTE = 34;

export interface CsvRecord {
  /** Valid until the next record is asked for. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Line of the file the record begins on; 1 is the first. */
  readonly line: number;
}

/**
 * @param delimiters - bytes that separate fields: a quote opens a quoted field only after one of them or at a line's start
 * @throws DataError when the bytes are not text, or a quoted field never closes; LimitError when a record is too long
 */
export async function* readRecords(
  path: string,
  delimiters: readonly number[],
  encoding: Encoding,
): AsyncGenerator<CsvRecord> {
  const where = basename(path);
  let rest: Buffer[] = [];
  let restBytes = 0;
  let line = 1;
  let newline: number | undefined;
  const chunks = utf8Chunks(path, encoding, where);
  for (let next = await chunks.next(); ; next = await chunks.next()) {
    const isLast = next.done === true;
    if (!next.done) {
      rest.push(next.value);
      restBytes += next.value.length;
      newline ??= newlineOf(next.value);
      if (restBytes > MAX_RECORD_BYTES) {
        throw new LimitError(`${where} line ${line}`, `is longer than ${MAX_RECORD_BYTES} bytes`, {
          advice: 'A quote may open there and never close',
        });
      }
      if (newline === undefined || !next.value.includes(newline)) continue;
    }
    const bytes = rest.length === 1 ? rest[0]! : Buffer.concat(rest);
    const scan = new LineScan(bytes, newline ?? LF, delimiters);
    let start = 0;
    for (;;) {
      let end = start < bytes.length ? scan.endOfRecord(start) : -1;
      if (end < 0 && isLast && start < bytes.length) {
        if (scan.quoteIsOpen)
          throw new DataError(`${where} line ${line}`, 'a quote opens in this record and never closes');
        end = bytes.length;
      }
      if (end < 0) break;
      const stop = end > start && bytes[end - 1] === CR ? end - 1 : end;
      if (stop > start) yield { bytes, start, end: stop, line };
      line += scan.linesPassed;
      start = end + 1;
    }
    if (isLast) return;
    rest = start < bytes.length ? [bytes.subarray(start)] : [];
    restBytes = bytes.length - start;
  }
}

/** A chunk without a line feed may end its lines with CR alone; a CR at its very end may be half of a CRLF. */
function newlineOf(chunk: Buffer): number | undefined {
  if (chunk.includes(LF)) return LF;
  const position = chunk.indexOf(CR);
  return position >= 0 && position < chunk.length - 1 ? CR : undefined;
}

/** Finds line ends that are not inside quotes. */
class LineScan {
  /** Lines the last record took, its own end included. */
  linesPassed = 1;
  quoteIsOpen = false;
  #nextQuote: number;
  readonly #bytes: Buffer;
  readonly #newline: number;
  readonly #delimiters: readonly number[];

  constructor(bytes: Buffer, newline: number, delimiters: readonly number[]) {
    this.#bytes = bytes;
    this.#newline = newline;
    this.#delimiters = delimiters;
    this.#nextQuote = bytes.indexOf(QUOTE);
  }

  endOfRecord(start: number): number {
    const bytes = this.#bytes;
    const end = bytes.indexOf(this.#newline, start);
    if (this.#nextQuote >= 0 && this.#nextQuote < start) this.#nextQuote = bytes.indexOf(QUOTE, start);
    this.linesPassed = 1;
    this.quoteIsOpen = false;
    if (this.#nextQuote < 0 || (end >= 0 && this.#nextQuote > end)) return end;
    let isQuoted = false;
    let closedAt = -1;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        // A quote right after a closing one reopens the field: the two stand for one quote inside it.
        const opens = i === start || i - 1 === closedAt || this.#delimiters.includes(bytes[i - 1]!);
        if (isQuoted) closedAt = i;
        isQuoted = !isQuoted && opens;
      } else if (byte === this.#newline) {
        if (!isQuoted) return i;
        this.linesPassed++;
      }
    }
    this.quoteIsOpen = isQuoted;
    return -1;
  }
}

async function* utf8Chunks(path: string, encoding: Encoding, where: string): AsyncGenerator<Buffer, undefined> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const raw of unzipped(path, where)) {
    let bytes = raw;
    if (isFirst) {
      isFirst = false;
      const [kind, markBytes] = detectEncoding(bytes, encoding, where);
      bytes = bytes.subarray(markBytes);
      if (kind !== 'utf-8') decoder = new TextDecoder(kind, { fatal: true });
    }
    if (decoder === undefined) yield bytes;
    else yield Buffer.from(decode(decoder, bytes, where), 'utf8');
  }
  if (decoder !== undefined) yield Buffer.from(decode(decoder, undefined, where), 'utf8');
  return undefined;
}

function decode(decoder: TextDecoder, bytes: Buffer | undefined, where: string): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new DataError(where, `holds bytes that are not ${decoder.encoding}`, { cause: error });
  }
}

/** The encoding, and how many bytes its mark takes. */
function detectEncoding(bytes: Buffer, asked: Encoding, where: string): [string, number] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le', 2];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ['utf-16be', 2];
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return ['utf-8', 3];
  if (asked === 'latin-1') return ['latin1', 0];
  if (asked === 'utf-16') return [bytes[0] === 0 ? 'utf-16be' : 'utf-16le', 0];
  if (bytes.subarray(0, 4096).includes(0)) {
    throw new DataError(where, 'holds zero bytes, so it is not UTF-8 text', {
      advice: 'If it is UTF-16 without a byte order mark, set encoding: utf-16',
    });
  }
  return ['utf-8', 0];
}

async function* unzipped(path: string, where: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let stream: Readable = file;
  if (path.endsWith('.gz')) {
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    file.on('error', (error) => gunzip.destroy(error));
    stream = file.pipe(gunzip);
  }
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof ElboError) throw error;
    throw new DataError(where, `cannot be read: ${(error as Error).message}`, { cause: error });
  } finally {
    file.destroy();
  }
}
