import { DataError, ElboError } from '../../base/errors.ts';
import type { FileSystem } from './hdf5-file-system.ts';

type Library = typeof import('h5wasm');

/** What the library prints while it is asked something: all that it says of what went wrong. */
export class Complaints {
  readonly library: Library;
  #text = '';

  constructor(library: Library, fileSystem: FileSystem) {
    this.library = library;
    const errors = fileSystem.streams[2];
    if (errors === undefined) return;
    errors.stream_ops = {
      ...errors.stream_ops,
      write: (_stream, buffer, offset, length) => {
        if (this.#text.length < 2 ** 16) this.#text += Buffer.from(buffer.slice(offset, offset + length)).toString();
        return length;
      },
    };
  }

  /** @throws DataError with the innermost complaint, where there is one */
  none<T>(where: string, ask: () => T): T {
    this.#text = '';
    let cause: unknown;
    try {
      const answer = ask();
      if (this.#text === '') return answer;
    } catch (error) {
      if (error instanceof ElboError) throw error;
      cause = error;
    }
    const innermost = [...this.#text.matchAll(/ in \w+\(\): (.*)/g)].at(-1)?.[1];
    const reason = innermost ?? (cause instanceof Error ? cause.message : this.#text.trim());
    throw new DataError(where, `cannot be read as HDF5: ${reason}`, {
      advice: 'The file may be damaged or cut short',
      cause,
    });
  }
}
