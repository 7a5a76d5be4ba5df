/**
 * Files of one JSON object per line. A line counts when its newline is there: a writer that was cut off leaves a torn
 * last line, which readers ignore and `repairJsonl` removes.
 */
import fs from 'node:fs';
import { ResumeError } from '../base/errors.ts';
import { explainingFailure } from './files.ts';

const NEWLINE = 10;

export interface JsonlContent<T> {
  readonly records: T[];
  /** A sentence for each torn line in the middle of the file, with its line number. */
  readonly warnings: string[];
}

/** Appends in one write. A file with one writer at a time; for several, see `journal`. */
export function appendJsonl(path: string, records: readonly unknown[]): void {
  if (records.length === 0) return;
  explainingFailure(path, () =>
    fs.appendFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  );
}

/** Reads all whole lines; blank ones are passed over. An absent file has no lines. */
export function readJsonl<T>(path: string): JsonlContent<T> {
  const records: T[] = [];
  const warnings: string[] = [];
  const bytes = readIfPresent(path);
  let lineNumber = 0;
  for (let start = 0, end = bytes.indexOf(NEWLINE); end !== -1; start = end + 1, end = bytes.indexOf(NEWLINE, start)) {
    lineNumber++;
    const line = bytes.toString('utf8', start, end);
    if (line.trim() === '') continue;
    try {
      records.push(JSON.parse(line) as T);
    } catch {
      warnings.push(
        `${path} line ${lineNumber}: not JSON, left out. The program may have been cut off while writing it.`,
      );
    }
  }
  return { records, warnings };
}

/** Removes a torn last line. @returns whether there was one */
export function repairJsonl(path: string): boolean {
  const bytes = readIfPresent(path);
  const whole = bytes.lastIndexOf(NEWLINE) + 1;
  if (whole === bytes.length) return false;
  explainingFailure(path, () => fs.truncateSync(path, whole));
  return true;
}

/**
 * Keeps the first lines only: those that belong to the checkpoint that is resumed from.
 *
 * @throws ResumeError when the file has fewer
 */
export function truncateJsonl(path: string, lineCount: number): void {
  const bytes = readIfPresent(path);
  let kept = 0;
  for (let line = 0; line < lineCount; line++) {
    kept = bytes.indexOf(NEWLINE, kept) + 1;
    if (kept === 0) {
      throw new ResumeError(
        path,
        `the file has ${line} whole lines, but the checkpoint was written after ${lineCount}`,
        {
          advice: 'Lines are missing: restore the file from a copy, or train anew',
        },
      );
    }
  }
  if (kept < bytes.length) explainingFailure(path, () => fs.truncateSync(path, kept));
}

function readIfPresent(path: string): Buffer {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
