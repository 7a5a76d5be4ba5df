import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';

/** Processes that append at once. */
export async function appendFromProcesses(path: string, writers: number, lines: number): Promise<void> {
  const script = resolve(import.meta.dirname, 'journal-writer.ts');
  const codes = Array.from({ length: writers }, (_, writer) => {
    const given = ['--import', 'tsx', script, path, String(writer), String(lines)];
    const child = spawn(process.execPath, given, { stdio: 'inherit' });
    return new Promise((done) => child.once('exit', done));
  });
  expect(await Promise.all(codes)).toEqual(Array(writers).fill(0));
}
