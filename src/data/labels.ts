/** Labels from the texts a source gives. */
import type { Labels } from './dataset.ts';
import { MISSING_WORDS } from './sources/cell.ts';

/** Classes in numeric order where all are numbers, else by character code; -1 where the text stands for a missing value. */
export function labelsFromTexts(name: string, texts: readonly string[]): Labels {
  const distinct = [...new Set(texts)].filter((text) => !MISSING_WORDS.has(text));
  const areNumbers = distinct.every((text) => Number.isFinite(Number(text)));
  const classes = distinct.sort((a, b) => (areNumbers ? Number(a) - Number(b) : a < b ? -1 : 1));
  const positions = new Map(classes.map((text, i) => [text, i]));
  return { name, classes, values: Int32Array.from(texts, (text) => positions.get(text) ?? -1) };
}
