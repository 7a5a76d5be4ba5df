/** MatrixMarket files of coordinates, plain or gzipped, turned round: the columns of the file become rows. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { DataError } from '../../base/errors.ts';
import { requireElements } from '../values-builder.ts';
import { numberFromText } from './cell.ts';
import { readRecords } from './csv-records.ts';
import { type Matrix, requireEntries, valuesOfEntries } from './sparse-rows.ts';

/** An entry takes at least four bytes, `1 1` and a line feed; gzip shrinks no more than 1032 times. */
const MIN_ENTRY_BYTES = 4;
const MAX_RATIO = 1032;

/** @throws DataError naming the line, LimitError when it is too large */
export async function readMatrixMarket(path: string): Promise<Matrix> {
  const where = basename(path);
  let entries: Entries | undefined;
  let isFirst = true;
  for await (const { bytes, start, end, line } of readRecords(path, [], 'auto')) {
    const at = `${where} line ${line}`;
    const text = bytes.toString('latin1', start, end).trim();
    if (isFirst) {
      isFirst = false;
      requireBanner(text, at);
      continue;
    }
    if (text === '' || text.startsWith('%')) continue;
    if (entries === undefined) entries = new Entries(text.split(/\s+/).map(Number), path, at);
    else entries.add(text.split(/\s+/), at);
  }
  if (entries === undefined)
    throw new DataError(where, 'ends before the line of sizes', { expected: 'rows columns entries' });
  return entries.finish();
}

function requireBanner(text: string, where: string): void {
  if (/^%%MatrixMarket\s+matrix\s+coordinate\s+(real|integer|pattern)\s+general$/i.test(text)) return;
  throw new DataError(where, `${JSON.stringify(text.slice(0, 60))} is not the start of a matrix of counts`, {
    expected: '"%%MatrixMarket matrix coordinate", then real, integer or pattern, then general',
  });
}

class Entries {
  readonly #where: string;
  readonly #geneCount: number;
  readonly #cellCount: number;
  readonly #cells: Int32Array;
  readonly #genes: Int32Array;
  readonly #values: Float32Array;
  #count = 0;

  constructor([geneCount = 0, cellCount = 0, entryCount = -1, ...more]: readonly number[], path: string, at: string) {
    const sizes = [geneCount, cellCount, entryCount];
    if (more.length > 0 || !sizes.every(Number.isSafeInteger) || geneCount < 1 || cellCount < 1 || entryCount < 0) {
      throw new DataError(at, 'holds no sizes', { expected: 'rows columns entries' });
    }
    this.#where = basename(path);
    const largest = (statSync(path).size * (path.endsWith('.gz') ? MAX_RATIO : 1)) / MIN_ENTRY_BYTES;
    if (entryCount > largest + 1) {
      throw new DataError(at, `declares ${entryCount} entries, more than the file can hold`, {
        advice: 'The file may be cut short',
      });
    }
    requireElements(cellCount, geneCount, this.#where);
    requireEntries(entryCount, this.#where);
    this.#geneCount = geneCount;
    this.#cellCount = cellCount;
    this.#cells = new Int32Array(entryCount);
    this.#genes = new Int32Array(entryCount);
    this.#values = new Float32Array(entryCount);
  }

  add([geneText = '', cellText = '', valueText = '1', ...more]: readonly string[], at: string): void {
    const [gene, cell, value] = [Number(geneText), Number(cellText), numberFromText(valueText, '.')];
    const isWithin = (position: number, size: number) =>
      Number.isInteger(position) && position >= 1 && position <= size;
    if (
      !isWithin(gene, this.#geneCount) ||
      !isWithin(cell, this.#cellCount) ||
      value === undefined ||
      more.length > 0
    ) {
      throw new DataError(at, `${JSON.stringify([geneText, cellText, valueText, ...more].join(' '))} is no entry`, {
        expected: `a row of 1 to ${this.#geneCount}, a column of 1 to ${this.#cellCount} and a number`,
      });
    }
    if (this.#count < this.#cells.length) {
      this.#genes[this.#count] = gene - 1;
      this.#cells[this.#count] = cell - 1;
      this.#values[this.#count] = value;
    }
    this.#count++;
  }

  finish(): Matrix {
    const declared = this.#cells.length;
    if (this.#count !== declared) {
      throw new DataError(this.#where, `declares ${declared} entries, but holds ${this.#count}`, {
        advice: 'The file may be cut short',
      });
    }
    const [rowCount, featureCount] = [this.#cellCount, this.#geneCount];
    const size = [rowCount, featureCount] as const;
    return {
      rowCount,
      featureCount,
      values: valuesOfEntries(this.#cells, this.#genes, this.#values, size, this.#where),
    };
  }
}
