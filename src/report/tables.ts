/** Tables as data: printed for terminals, written as Markdown, and averaged over the runs of a study cell by cell. */
import { formatNumber } from '../base/format-number.ts';
import { type MeanInterval, meanInterval } from '../base/statistics.ts';
import { markdownText, plainText } from './plain-text.ts';

/** Absent: not defined, or not computed. */
export type Cell = string | number | MeanInterval | undefined;

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table for terminals: columns aligned by spaces, numbers to the right. */
export function formatTable(table: Table): string {
  const { header, rows } = withoutEmptyColumns(table);
  const texts = [
    header.map((name) => plainText(name)),
    ...rows.map((row) => row.map((cell) => plainText(cellText(cell)))),
  ];
  const widths = header.map((_, column) => Math.max(...texts.map((row) => [...row[column]!].length)));
  const isText = textColumns(rows, header.length);
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => {
        const room = ' '.repeat(widths[column]! - [...text].length);
        return isText[column] ? text + room : room + text;
      })
      .join('  ')
      .trimEnd();
  return [line(texts[0]!), widths.map((width) => '-'.repeat(width)).join('  '), ...texts.slice(1).map(line)].join('\n');
}

/** A table in Markdown. Nothing in a cell is read as markup. */
export function markdownTable(table: Table): string {
  const { header, rows } = withoutEmptyColumns(table);
  const isText = textColumns(rows, header.length);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header.map((name) => markdownText(name))),
    line(isText.map((text) => (text ? '---' : '---:'))),
    ...rows.map((row) => line(row.map((cell) => (typeof cell === 'string' ? markdownText(cell) : cellText(cell))))),
  ].join('\n');
}

export function cellText(cell: Cell): string {
  if (cell === undefined) return '–';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return formatNumber(cell);
  const { mean, halfWidth } = cell;
  return halfWidth === undefined ? formatNumber(mean) : `${formatNumber(mean)} ± ${formatNumber(rounded(halfWidth))}`;
}

const rounded = (halfWidth: number): number => Number(halfWidth.toPrecision(2));

/**
 * One table out of the same table of several runs: numbers become their mean and 95 % interval over the runs that have
 * them. Rows are the same where all their texts are.
 *
 * @param overlap - of train rows between runs, for `meanInterval`
 */
export function combineTables(tables: readonly Table[], overlap = 0): Table {
  const groups = new Map<string, (readonly Cell[])[]>();
  for (const row of tables.flatMap((table) => table.rows)) {
    const key = JSON.stringify(row.filter((cell) => typeof cell === 'string'));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const rows = [...groups.values()].map((group) => group[0]!.map((_, column) => combineCells(group, column, overlap)));
  return { header: tables[0]?.header ?? [], rows };
}

function combineCells(rows: readonly (readonly Cell[])[], column: number, overlap: number): Cell {
  const cells = rows.map((row) => row[column]);
  const numbers = cells.filter((cell) => typeof cell === 'number');
  if (numbers.length === 0) return cells.find((cell) => cell !== undefined);
  // What does not vary, such as a count or a baseline on the same rows, needs no interval; sums round a little.
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (high - low <= 1e-12 * Math.max(-low, high)) return numbers[0];
  return meanInterval(numbers, 0.95, overlap);
}

export function withoutEmptyColumns({ header, rows }: Table): Table {
  const kept = header.map((_, column) => column === 0 || rows.some((row) => row[column] !== undefined));
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => kept[column]);
  return { header: keep(header), rows: rows.map(keep) };
}

export const textColumns = (rows: Table['rows'], count: number): boolean[] =>
  Array.from({ length: count }, (_, column) => rows.some((row) => typeof row[column] === 'string'));
