/**
 * A file of one JSON object per line that several processes append to. Each record is one write at the file's end, which
 * a local file system never interleaves; a line torn by a crash or a full disk stays, and `readJsonl` passes over it with
 * a warning.
 */
import fs from 'node:fs';
import { explainingFailure } from './files.ts';

const NEWLINE = 10;

export function appendToJournal(path: string, record: unknown): void {
  explainingFailure(path, () => {
    const file = fs.openSync(path, 'a+');
    try {
      // A torn line must not swallow this record. At worst, while another process is writing, this adds a blank line.
      const start = endsInNewline(file) ? '' : '\n';
      const line = Buffer.from(`${start}${JSON.stringify(record)}\n`);
      const written = fs.writeSync(file, line);
      // The rest in a second write could land after another process's line.
      if (written < line.length) throw Object.assign(new Error('the line was cut off'), { code: 'ENOSPC' });
    } finally {
      fs.closeSync(file);
    }
  });
}

function endsInNewline(file: number): boolean {
  const { size } = fs.fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  fs.readSync(file, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}
