/** Tables that carry a mistake in themselves, as files. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { RandomStreams } from '../../../src/base/random.ts';

type Table = (folder: string, seed: number) => string;

const COLUMNS = 20;

function write(folder: string, name: string, rows: readonly Float64Array[]): string {
  const file = path.join(folder, name);
  const header = Array.from({ length: COLUMNS }, (_, j) => `c${j}`).join();
  writeFileSync(file, [header, ...rows.map((row) => [...row].map((value) => value.toFixed(6)).join())].join('\n'));
  return file;
}

/** Rows around two factors. */
function drawn(seed: number, rowCount: number): Float64Array[] {
  const random = new RandomStreams(seed);
  const weights = new Float64Array(2 * COLUMNS);
  random.of('weights').fillStandardNormal(weights);
  return Array.from({ length: rowCount }, (_, row) => {
    const noise = new Float64Array(COLUMNS + 2);
    random.of('row', row).fillStandardNormal(noise);
    const [first, second] = [noise[COLUMNS]!, noise[COLUMNS + 1]!];
    return Float64Array.from(
      { length: COLUMNS },
      (_, j) => first * weights[2 * j]! + second * weights[2 * j + 1]! + 0.3 * noise[j]!,
    );
  });
}

/** Shares of a few percent. */
export const narrowShares: Table = (folder, seed) =>
  write(
    folder,
    'shares.csv',
    drawn(seed, 400).map((row) => row.map((value) => 0.04 / (1 + Math.exp(-value)))),
  );

/** Every sample measured twice, the second time all but alike. */
export const copiedRows: Table = (folder, seed) => {
  const rows = drawn(seed, 250);
  return write(folder, 'copies.csv', [...rows, ...rows]);
};
