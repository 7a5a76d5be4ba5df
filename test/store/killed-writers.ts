/** Fault 1 for checkpoints: a writer in a process of its own, killed again and again. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { readNewestCheckpoint } from '../../src/store/checkpoint.ts';

/** @param delayMs - from a writer's first word to its end, by kill */
export async function expectWholeAfterKills(
  folder: string,
  kills: number,
  delayMs: (kill: number) => number,
): Promise<void> {
  const script = resolve(import.meta.dirname, 'checkpoint-writer.ts');
  let reached = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((done) => child.once('exit', done));
    await new Promise((started) => child.stdout!.once('data', started));
    await new Promise((waited) => setTimeout(waited, delayMs(kill)));
    child.kill('SIGKILL');
    await exited;
    const found = readNewestCheckpoint(folder)!;
    expect(found.warnings).toEqual([]);
    const { step } = found.state as { step: number };
    expect(step).toBeGreaterThan(reached);
    expect(found.tensors.weight!.data.every((value) => value === step)).toBe(true);
    reached = step;
  }
}
