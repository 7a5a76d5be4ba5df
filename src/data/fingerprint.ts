/**
 * Fingerprints: what two runs must share to be compared. Each is the sha256 of a content, not of a file: the same numbers
 * held as bits, bytes or float32 have the same one.
 */
import { createHash, type Hash } from 'node:crypto';
import { type Dataset, type Labels, SPLIT_NAMES, type Split } from './dataset.ts';
import { eachRow } from './each-row.ts';
import type { Preprocessing } from './standardize.ts';

export interface Fingerprints {
  readonly data: string;
  readonly split: string;
  readonly preprocessing: string;
  /** Of all labels, and of the test rows' alone; absent without labels. */
  readonly labels?: string;
  readonly testLabels?: string;
  /** Of the rows that train, copies included; absent where classes were left as they are. */
  readonly balance?: string;
}

/** @param dataset - before it was standardized, so that `data` says what was read and `preprocessing` what was done */
export function fingerprint(dataset: Dataset, split: Split, preprocessing: Preprocessing): Fingerprints {
  const { labels } = dataset;
  const ofLabels =
    labels === undefined
      ? {}
      : { labels: fingerprintLabels(labels), testLabels: fingerprintLabels(labels, split.test) };
  return {
    data: fingerprintData(dataset),
    split: fingerprintSplit(split),
    preprocessing: hex((hash) => hash.update(JSON.stringify(preprocessing))),
    ...ofLabels,
  };
}

/** Of shape, column names, modalities and values; not of the file's name or place. */
export function fingerprintData(dataset: Dataset): string {
  const { rowCount, rowShape, columns, modalities } = dataset;
  return hex((hash) => {
    hash.update(JSON.stringify({ rowCount, rowShape, columns, modalities }));
    eachRow(dataset, (row) => {
      // Minus zero equals zero, and must not hash apart.
      for (let j = 0; j < row.length; j++) if (row[j] === 0) row[j] = 0;
      hash.update(bytesOf(row));
    });
  });
}

export function fingerprintSplit(split: Split): string {
  return hex((hash) => {
    for (const name of SPLIT_NAMES) hash.update(`${name} ${split[name].length}\n`).update(bytesOf(split[name]));
  });
}

/** @param rows - all rows when not given */
export function fingerprintLabels({ classes, values }: Labels, rows?: Int32Array): string {
  return hex((hash) => {
    hash.update(JSON.stringify(classes));
    hash.update(bytesOf(rows === undefined ? values : Int32Array.from(rows, (row) => values[row]!)));
  });
}

const hex = (feed: (hash: Hash) => void): string => {
  const hash = createHash('sha256');
  feed(hash);
  return hash.digest('hex');
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
