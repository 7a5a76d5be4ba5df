import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { appendToJournal } from '../../src/store/journal.ts';
import { readJsonl } from '../../src/store/jsonl.ts';
import { appendFromProcesses } from './append-from-processes.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'elbo-journal-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('a torn line does not swallow the next record', () => {
  const path = join(folder, 'torn.jsonl');
  appendToJournal(path, { a: 1 });
  fs.appendFileSync(path, '{"a":2');
  appendToJournal(path, { a: 3 });
  expect(readJsonl(path)).toEqual({
    records: [{ a: 1 }, { a: 3 }],
    warnings: [`${path} line 2: not JSON, left out. The program may have been cut off while writing it.`],
  });
});

test('fault 16: lines of processes that append at once stay whole', async () => {
  const path = join(folder, 'shared.jsonl');
  await appendFromProcesses(path, 3, 300);
  const { records, warnings } = readJsonl<{ writer: number; line: number }>(path);
  expect(warnings).toEqual([]);
  expect(records.length).toBe(900);
  for (const writer of [0, 1, 2]) {
    const lines = records.filter((record) => record.writer === writer).map((record) => record.line);
    expect(lines).toEqual(Array.from({ length: 300 }, (_, line) => line));
  }
});
