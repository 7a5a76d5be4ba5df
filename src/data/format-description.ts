/** A dataset's description in lines of text. */
import type { DatasetDescription, ModalityDescription } from './describe.ts';

const NAMES_SHOWN = 8;
const LONGEST_NAME = 80;

/** One thought per line, warnings last. */
export function formatDescription(description: DatasetDescription): string[] {
  const { name, rowCount, featureCount, rowShape, storage, sizeBytes, labels, split, missing } = description;
  const shape = rowShape.length === 1 ? '' : `, images ${rowShape.join(' x ')}`;
  const lines = [`${name}: ${rowCount} rows, ${columns(featureCount)}${shape}; held as ${storage}, ${size(sizeBytes)}`];
  for (const modality of description.modalities) lines.push(...modalityLines(modality));
  if (labels !== undefined) {
    const none = labels.missingCount === 0 ? '' : `; ${labels.missingCount} rows without`;
    lines.push(`label ${labels.name}: ${balance(labels.counts)}${none}`);
  }
  if (split !== undefined) {
    for (const part of ['train', 'validation', 'test'] as const) {
      const { rowCount: rows, counts } = split[part];
      lines.push(`${part}: ${rows} rows${counts === undefined || rows === 0 ? '' : ` (${balance(counts)})`}`);
    }
    if (split.unusedCount > 0) lines.push(`in no part: ${split.unusedCount} rows`);
  }
  lines.push(
    missing.count === 0
      ? 'missing: none'
      : `missing: ${missing.count} values in ${missing.rowCount} rows; ${columns(missing.columns.length)}: ${some(missing.columns)}`,
  );
  return [...lines, ...description.notices.map((notice) => `note: ${notice}`), ...warnings(description)];
}

function modalityLines(modality: ModalityDescription): string[] {
  const { name, columnCount, isBinary, density, min, max, mean, deviation, onesPerRow } = modality;
  if (!isBinary) {
    return [
      `${name}: ${columns(columnCount)}, ${short(min)} to ${short(max)}, mean ${short(mean)}, deviation ${short(deviation)}, ${percent(density)} not 0`,
    ];
  }
  const lines = [`${name}: ${columns(columnCount)} of 0 and 1, ${percent(density)} ones`];
  if (onesPerRow !== undefined) {
    const [low, , quarter, median, threeQuarters, , high] = onesPerRow.quantiles;
    lines.push(
      `  ones per row: mean ${short(onesPerRow.mean)}, RMS ${short(onesPerRow.rms)}; from ${low} over ${quarter}, ${median}, ${threeQuarters} (quartiles) to ${high}`,
    );
  }
  return lines;
}

function warnings({
  constantColumns,
  constantOnTrain = [],
  duplicateRowCount,
  rowCount,
  leaks,
}: DatasetDescription): string[] {
  const lines: string[] = [];
  const warn = (names: readonly string[], text: string): void => {
    if (names.length > 0) lines.push(`warning: ${columns(names.length)} ${text}: ${some(names)}`);
  };
  warn(constantColumns, 'of one value');
  const known = new Set(constantColumns);
  warn(
    constantOnTrain.filter((name) => !known.has(name)),
    'of one value on train, but not elsewhere',
  );
  if (duplicateRowCount > 0) lines.push(`warning: ${duplicateRowCount} of ${rowCount} rows repeat an earlier row`);
  warn(leaks.columnsThatGiveTheLabel, 'that alone give the label away');
  warn(leaks.columnsLikeIds, 'that look like row numbers or ids');
  for (const part of ['validation', 'test'] as const) {
    const count = leaks.rowsAlsoInTrain?.[part] ?? 0;
    if (count > 0) lines.push(`warning: ${count} ${part} rows are also among the train rows`);
  }
  return lines;
}

/** A name among others in a line. */
function shortName(name: string): string {
  const letters = name.length <= LONGEST_NAME ? [] : [...name];
  return letters.length <= LONGEST_NAME ? name : `${letters.slice(0, LONGEST_NAME - 3).join('')}...`;
}

const columns = (count: number): string => (count === 1 ? '1 column' : `${count} columns`);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const short = (value: number): string => String(Number(value.toPrecision(5)));
const some = (names: readonly string[]): string =>
  names.slice(0, NAMES_SHOWN).map(shortName).join(', ') + (names.length > NAMES_SHOWN ? ', ...' : '');

function size(bytes: number): string {
  if (bytes < 1e6) return `${short(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function balance(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts);
  const shown = entries.slice(0, 12).map(([name, count]) => `${shortName(name)} ${count}`);
  return shown.join(', ') + (entries.length > shown.length ? `, ... (${entries.length} classes)` : '');
}
