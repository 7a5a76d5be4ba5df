import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { RaceOrder, RaceResult } from './lease-racer.ts';

/** Two processes acquire the same run at the same time, so many times: new runs, ended runs and lost runs in turn. */
export async function raceForLeases(root: string, rounds: number): Promise<void> {
  const script = resolve(import.meta.dirname, 'lease-racer.ts');
  const racers = [0, 1].map(() => fork(script, [], { execArgv: ['--import', 'tsx'] }));
  try {
    await Promise.all(racers.map(answer));
    for (let round = 0; round < rounds; round++) {
      const run = join(root, `race-${round}`);
      const before = join(run, 'attempts', '1');
      fs.mkdirSync(round % 3 === 0 ? run : before, { recursive: true });
      if (round % 3 === 1) fs.writeFileSync(join(before, 'exit.json'), '{"code":0,"reason":""}');
      const results = await Promise.all(racers.map((racer) => ask(racer, { run, at: Date.now() + 10 })));
      const attempt = round % 3 === 0 ? 1 : 2;
      expect(results.filter((result) => result?.attempt === attempt).length, `round ${round}`).toBe(1);
      expect(results.filter((result) => result?.exitCode === 5).length, `round ${round}`).toBe(1);
      await Promise.all(racers.map((racer) => ask(racer, 'release')));
    }
  } finally {
    for (const racer of racers) racer.kill();
  }
}

const answer = (racer: ChildProcess): Promise<RaceResult> =>
  new Promise((done) => racer.once('message', done as never));

function ask(racer: ChildProcess, order: RaceOrder): Promise<RaceResult> {
  const result = answer(racer);
  racer.send(order);
  return result;
}
