/** Names of runs and studies: when, what, and four random letters, so that two made at once differ. */
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { explainingFailure } from './files.ts';

const LONGEST_SLUG = 40;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The name in lower-case letters, digits and dashes; `run` when none of it is left. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  const dashed = plain.replace(/[^a-z0-9]+/g, '-').slice(0, LONGEST_SLUG);
  return dashed.replace(/^-|-$/g, '') || 'run';
}

/**
 * Makes a folder `<yyyymmdd-hhmmss-slug-xxxx>` (time in UTC) that was not there before.
 *
 * @param parent - made when absent
 * @returns the new folder's path
 * @throws ElboError when the parent may not be written
 */
export function makeNamedFolder(parent: string, name: string): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return explainingFailure(parent, () => {
    fs.mkdirSync(parent, { recursive: true });
    for (;;) {
      const random = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
      const path = join(parent, `${time}-${slug(name)}-${random}`);
      try {
        fs.mkdirSync(path);
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  });
}
