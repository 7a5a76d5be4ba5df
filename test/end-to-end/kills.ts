/** Kills a run with SIGKILL at a random moment and resumes it until it is done. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { RandomStream } from '../../src/base/random.ts';
import { listRuns, openRun } from '../../src/store/run-folder.ts';
import { inFolder, LONGER, LONGER_STEPS, resultOf, resume, start } from './small-experiment.ts';

/** @returns where each kill struck, as the number of steps done */
export async function expectKillsHarmless(killCount: number, random: RandomStream): Promise<number[]> {
  const whole = await inFolder(async (folder) => resultOf((await start(LONGER, folder)).run));
  const struck: number[] = [];
  for (let kill = 0; kill < killCount; kill++) {
    await inFolder(async (folder) => {
      const after = random.integer(LONGER_STEPS);
      const seen = await killAfter(folder, after, random.integer(20));
      const run = openRun(listRuns(folder)[0]!.path);
      struck.push(seen);
      await resume(run, LONGER);
      expect(resultOf(run), `killed after ${seen} steps`).toEqual(whole);
      const lines = whole.steps!.trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual(
        Array.from({ length: LONGER_STEPS }, (_, i) => i + 1),
      );
    });
  }
  return struck;
}

/** Starts the run in a process and kills it a moment after it has said that a step is done. */
function killAfter(folder: string, step: number, delayMs: number): Promise<number> {
  const script = fileURLToPath(new URL('run-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let seen = 0;
  let isDoomed = false;
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      seen = Number(chunk.toString().trim().split('\n').at(-1));
      if (seen < step || isDoomed) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), delayMs);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL' || code === 0) resolve(seen);
      else reject(new Error(`the run ended with code ${code}`));
    });
  });
}
