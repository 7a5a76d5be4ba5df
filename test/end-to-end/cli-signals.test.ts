import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { elbo, ended, SMALL, start, temporaryFolder, written } from './elbo.ts';

const folder = temporaryFolder();
/** Far more than anyone waits for: only a signal ends it. */
const LONG = ['train', ...SMALL, 'training.epochs=1000000', 'evaluation.everyEpochs=0'];

async function interrupted(signal: NodeJS.Signals, words: readonly string[] = []) {
  const child = start([...LONG, '--name', signal, ...words], folder);
  const end = ended(child);
  await written(child, 'stderr', 'epoch 1/');
  child.kill(signal);
  return end;
}

const statusOf = (run: string) =>
  JSON.parse(readFileSync(path.join(folder, run, 'status.json'), 'utf8')) as { step: number };

test.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130, 'Stopping after this chunk of steps; Ctrl-C again ends at once.'],
  ['SIGTERM', 143, 'Asked to end: stopping after this chunk of steps.'],
  ['SIGUSR1', 75, 'Asked to make room: stopping after this chunk of steps.'],
] as const)('%s ends with %i at a checkpoint, and says how to go on', async (signal, code, said) => {
  const end = await interrupted(signal);
  expect(end.code).toBe(code);
  const run = /^Run: (.*)$/m.exec(end.stdout)![1]!;
  const lines = end.stderr.trimEnd().split('\n');
  expect(lines.at(-2)).toBe(said);
  expect(lines.at(-1)).toMatch(/^Saved at step \d+, after epoch \d+\. To go on: elbo train --resume runs\/.*$/);
  expect(statusOf(run)).toMatchObject({ state: 'checkpointed', reason: 'It was asked to stop.' });
  expect(readdirSync(path.join(folder, run, 'checkpoints'))).toHaveLength(2);
});

test('an interrupted run answers what it can, goes on where it was, and lets no second process in', async () => {
  const end = await interrupted('SIGTERM', ['--json']);
  expect(end.code).toBe(143);
  const answer = JSON.parse(end.stdout) as RunAnswer;
  expect(answer).toMatchObject({
    status: 'checkpointed',
    metrics: {},
    findings: [],
    notComputed: { metrics: 'the run has not finished' },
  });
  const before = statusOf(answer.path).step;
  const first = start(['train', '--resume', answer.path], folder);
  const firstEnd = ended(first);
  await written(first, 'stderr', 'epoch ');
  const others = await Promise.all(
    Array.from({ length: 4 }, () => elbo(['train', '--resume', answer.path, '--quiet'], folder)),
  );
  for (const { code, stderr } of others) {
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /: the run is held by attempt 2 \(process \d+ on .*, last heard of at .*\)\. Wait for it or end it\. If it is surely gone, delete attempts\/2\/lease\.json and try again\.\n$/,
    );
  }
  first.kill('SIGINT');
  expect((await firstEnd).code).toBe(130);
  expect(statusOf(answer.path).step).toBeGreaterThan(before);
});

test('of five processes that resume one run at once, exactly one wins', async () => {
  const { stdout } = await interrupted('SIGINT');
  const run = /^Run: (.*)$/m.exec(stdout)![1]!;
  const children = Array.from({ length: 5 }, () => start(['train', '--resume', run], folder));
  const ends = children.map(ended);
  // One that starts late must find the run held, so the winner is ended only after the others gave up.
  const losers = new Set<number>();
  await new Promise<void>((resolve) => {
    ends.forEach(async (end, index) => {
      await end;
      if (losers.add(index).size === children.length - 1) resolve();
    });
  });
  children.find((_, index) => !losers.has(index))!.kill('SIGTERM');
  const codes = (await Promise.all(ends)).map(({ code }) => code);
  expect(codes.toSorted()).toEqual([143, 5, 5, 5, 5]);
});

test('a second SIGINT ends at once, even in a step that takes seconds', async () => {
  const heavy = [
    'data.source.simulated.columns=4000',
    'data.source.simulated.rows=2000',
    'architecture.encoder=[1024]',
    'training.batchSize=1000',
  ];
  const child = start([...LONG, ...heavy], folder);
  const end = ended(child);
  await written(child, 'stdout', 'Known beforehand');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGINT');
  const started = performance.now();
  // Dead of the signal itself: a shell shows 130.
  expect((await end).signal).toBe('SIGINT');
  expect(performance.now() - started).toBeLessThan(1000);
});

test('a reader that goes away ends nothing', async () => {
  const child = start(['train', ...SMALL], folder);
  child.stdout!.destroy();
  expect(await ended(child)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('EPIPE') });
});
