/** Marks in bins around positions, such as the starts of genes; read in the direction of the strand. */
import { ConfigError, DataError } from '../../base/errors.ts';
import type { MarkTracks } from './mark-tracks.ts';
import { blockRanges, numberedNames, type RowTable } from './row-table.ts';
import type { TextTable } from './text-columns.ts';

export interface Window {
  readonly chromosome: string;
  readonly firstBin: number;
  /** On the minus strand bins are read from the last to the first. */
  readonly isReversed: boolean;
}

export interface Positions {
  readonly windows: readonly Window[];
  /** Row of the table of positions that each window belongs to. */
  readonly rows: readonly number[];
  readonly notices: readonly string[];
}

const PLACES = ['tss', 'position', 'pos', 'start'] as const;
const CHROMOSOMES = ['chrom', 'chromosome', 'chr'] as const;
/** Columns that a table of positions may have. */
export const POSITION_COLUMNS = [...PLACES, ...CHROMOSOMES, 'strand'] as const;

/**
 * Bins around each position. The bin that holds it is the `floor(binCount / 2)`-th, counted from 0 in the direction of reading.
 * A position whose bins are not all there is left out, and counted.
 *
 * @throws ConfigError when a column is missing, DataError when a cell is no position or strand, or no position is left
 */
export function windowsAround(table: TextTable, tracks: MarkTracks, binCount: number): Positions {
  const column = (names: readonly string[]): readonly string[] => {
    const found = names.find((name) => table.columns.includes(name));
    if (found !== undefined) return table.texts(found, '--around');
    throw new ConfigError('--around', `${table.where} has no column ${names.join(' or ')}`, {
      expected: 'chrom, tss and, where direction matters, strand',
    });
  };
  const places = column(PLACES);
  const chromosomes = column(CHROMOSOMES);
  const strands = table.columns.includes('strand') ? table.texts('strand', '--around') : undefined;
  const before = Math.floor(binCount / 2);
  const windows: Window[] = [];
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const isReversed = isMinus(strands?.[row] ?? '+', `${table.where} row ${row + 1}`);
    const place = Number(places[row]);
    if (!/^\d+$/.test(places[row]!) || !Number.isSafeInteger(place))
      throw new DataError(`${table.where} row ${row + 1}`, `"${places[row]}" is no position`, {
        expected: 'a whole number',
      });
    const bin = Math.floor(place / tracks.binSize);
    const firstBin = isReversed ? bin - (binCount - 1 - before) : bin - before;
    const chromosome = chromosomes[row]!;
    if (!tracks.covers(chromosome, firstBin, binCount)) continue;
    windows.push({ chromosome, firstBin, isReversed });
    rows.push(row);
  }
  if (windows.length === 0) {
    throw new DataError(table.where, 'no position has all its bins in the marks', {
      expected: `positions on ${tracks.chromosomes.join(', ')}`,
    });
  }
  const left = table.rowCount - windows.length;
  const notices =
    left === 0 ? [] : [`${left} of ${table.rowCount} positions were left out: their bins are not all there.`];
  return { windows, rows, notices };
}

function isMinus(strand: string, where: string): boolean {
  if (strand === '-' || strand === '+' || strand === '.') return strand === '-';
  throw new DataError(where, `"${strand}" is no strand`, { expected: ['+', '-', '.'] });
}

/**
 * @param marks - positions in `tracks.marks`, in the order wanted
 * @param isArray - rows of shape `[bins, marks]`; else all bins of the first mark, then all of the second
 */
export function marksAround(
  tracks: MarkTracks,
  { windows, notices }: Positions,
  binCount: number,
  marks: readonly number[],
  isArray: boolean,
): RowTable {
  const depth = marks.length;
  const width = binCount * depth;
  const names = marks.map((mark) => numberedNames(tracks.marks[mark]!, binCount));
  const [binStep, markStep] = isArray ? [depth, 1] : [1, binCount];
  const columns = new Array<string>(width);
  names.forEach((ofMark, m) => {
    ofMark.forEach((name, bin) => {
      columns[bin * binStep + m * markStep] = name;
    });
  });
  return {
    rowCount: windows.length,
    columns,
    rowShape: isArray ? [binCount, depth] : [width],
    kind: 'bytes',
    texts: [],
    notices,
    *blocks() {
      for (const [first, count] of blockRanges(windows.length, width)) {
        const block = new Uint8Array(count * width);
        for (let i = 0; i < count; i++) {
          const { chromosome, firstBin, isReversed } = windows[first + i]!;
          marks.forEach((mark, m) => {
            const bins = tracks.read(chromosome, mark, firstBin, binCount);
            if (isReversed) bins.reverse();
            const start = i * width + m * markStep;
            for (let bin = 0; bin < binCount; bin++) block[start + bin * binStep] = bins[bin]!;
          });
        }
        yield block;
      }
    },
  };
}

/** Where the marks asked for stand. @throws ConfigError when one is not there */
export function chooseMarks(tracks: MarkTracks, wanted: readonly string[] | undefined): number[] {
  return (wanted ?? tracks.marks).map((mark) => {
    const at = tracks.marks.indexOf(mark);
    if (at >= 0) return at;
    throw new ConfigError('--marks', `"${mark}" is not a mark of the data`, { expected: tracks.marks, given: mark });
  });
}
