/** The command as people start it: a process of its own, from the built package. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MAIN = path.resolve('dist/cli/main.js');
if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run "npm run build" before these tests`);

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of a second, on data of its own. */
export const SMALL = [
  'first-run',
  'data.source.simulated.rows=200',
  'data.source.simulated.columns=50',
  'training.epochs=4',
  'evaluation.everyEpochs=2',
  'threads=1',
];

export const temporaryFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'elbo-cli-'));

export function start(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const { ELBO_DATA: _, NO_COLOR: __, ...inherited } = process.env;
  return spawn(process.execPath, [MAIN, ...words], { cwd, env: { ...inherited, ...env }, stdio: 'pipe' });
}

export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (data) => (stdout += data));
  child.stderr!.on('data', (data) => (stderr += data));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

export const elbo = (words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  ended(start(words, cwd, env));

/** Resolves when the process has written a text to one of its streams. */
export const written = (child: ChildProcess, stream: 'stdout' | 'stderr', text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let all = '';
    child[stream]!.on('data', (data) => {
      all += data;
      if (all.includes(text)) resolve();
    });
    child.on('close', () => reject(new Error(`it ended without writing "${text}": ${all}`)));
  });
