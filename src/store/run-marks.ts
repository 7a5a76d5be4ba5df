/** What people mark a run or a study with: tags, and that it is archived. Beside it lies `notes.md`. */
import { join } from 'node:path';
import { ConfigError, DataError } from '../base/errors.ts';
import { readJson, replaceJson } from './files.ts';

/** `marks.json` */
export interface RunMarks {
  /** Left out of lists unless it is asked for. */
  readonly archived: boolean;
  /** Each once, in order. */
  readonly tags: readonly string[];
}

const NONE: RunMarks = { archived: false, tags: [] };
const fileOf = (folder: string): string => join(folder, 'marks.json');

/** @throws DataError when the file is damaged */
export function readMarks(folder: string): RunMarks {
  const file = fileOf(folder);
  let marks: Partial<RunMarks> | null;
  try {
    marks = readJson(file) as Partial<RunMarks> | null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NONE;
    throw error;
  }
  const { archived = false, tags = [] } = marks ?? {};
  if (typeof archived === 'boolean' && Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) {
    return { archived, tags };
  }
  throw new DataError(file, 'the file is damaged', { expected: 'archived and tags', advice: 'It may be deleted' });
}

/** Changes some marks and keeps the others. @returns all of them */
export function changeMarks(folder: string, change: (before: RunMarks) => Partial<RunMarks>): RunMarks {
  const before = readMarks(folder);
  const after = { ...before, ...change(before) };
  const marks = { archived: after.archived, tags: [...new Set(after.tags)].sort() };
  replaceJson(fileOf(folder), marks);
  return marks;
}

/** A tag is a word or two. @throws ConfigError when it does not fit */
export function requireTag(tag: string): string {
  if (/^[^\p{Cc}\p{Cs},]{1,50}$/u.test(tag) && tag.trim() === tag) return tag;
  throw new ConfigError('tag', `${JSON.stringify(tag.slice(0, 100))} does not fit`, {
    expected: '1 to 50 characters without a comma, a line end or spaces around them',
  });
}
