/**
 * Where words go. Results are on stdout, progress on stderr. With `--json` stdout holds one JSON document and nothing else.
 */

import { plainLines } from '../report/plain-text.ts';

/** A reader that has gone away, such as `head`, is no mistake of ours, and no reason to stop training. */
function endQuietlyWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

export class Output {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Whether verdicts on stdout may be coloured. */
  readonly colour: boolean;
  /** Whether progress may be drawn over itself. */
  readonly isLive: boolean;
  #hasAnswered = false;
  #isDrawn = false;

  /** @param words - of the command line: how errors are told must be known before it is understood */
  constructor(words: readonly string[]) {
    this.isJson = words.includes('--json');
    this.isQuiet = words.includes('--quiet');
    const plain = (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
    this.colour = process.stdout.isTTY === true && !plain;
    this.isLive = process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !this.isQuiet;
    endQuietlyWithReader(process.stdout);
    endQuietlyWithReader(process.stderr);
  }

  /** A result for people. */
  say(text: string): void {
    if (this.isJson) return;
    this.clear();
    process.stdout.write(`${text}\n`);
  }

  /** The result for programs. The first document is the only one. */
  answer(document: unknown): void {
    if (!this.isJson || this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.clear();
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }

  /** Something that happens on the way. */
  note(text: string): void {
    if (!this.isQuiet) this.warn(text);
  }

  /** Something a person must see even with `--quiet`. Names in it may come from data, so nothing in it is obeyed. */
  warn(text: string): void {
    this.clear();
    process.stderr.write(`${plainLines(text)}\n`);
  }

  /** A line of progress that the next one, or any other text, takes the place of. */
  draw(text: string): void {
    this.clear();
    // A line that wraps could not be taken back.
    process.stderr.write(text.slice(0, (process.stderr.columns ?? 80) - 1));
    this.#isDrawn = true;
  }

  clear(): void {
    if (this.#isDrawn) process.stderr.write('\r\u001b[2K');
    this.#isDrawn = false;
  }
}
