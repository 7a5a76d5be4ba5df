/** Names of runs and studies: when, what, and four random letters, so that two made at once differ. */
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { slug } from '../base/slug.ts';
import { explainingFailure } from './files.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

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
