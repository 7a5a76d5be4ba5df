/** Texts as a .npy file: each takes as many code points as the longest. */
import { LimitError } from '../base/errors.ts';
import { npyHeader } from './npy-header.ts';

const MOST_BYTES = 2 ** 30;

/**
 * The bytes of a .npy file of one axis.
 *
 * @param where - the array's name, for messages
 * @throws LimitError above 1 GiB
 */
export function writeNpyTexts(texts: readonly string[], where: string): Uint8Array {
  const points = texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0)!));
  const longest = points.reduce((most, { length }) => Math.max(most, length), 1);
  if (texts.length * longest * 4 > MOST_BYTES) {
    throw new LimitError(where, `${texts.length} texts of up to ${longest} characters take more than 1 GiB`);
  }
  const head = npyHeader(`<U${longest}`, [texts.length]);
  const file = Buffer.alloc(head.length + texts.length * longest * 4);
  file.set(head);
  points.forEach((letters, i) => {
    letters.forEach((point, j) => {
      file.writeUInt32LE(point, head.length + 4 * (i * longest + j));
    });
  });
  return file;
}
