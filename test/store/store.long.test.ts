/** The numbers promised for a run's files, in full; the ordinary tests beside this one do the same in small. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkpointName, readCheckpoint, writeCheckpoint } from '../../src/store/checkpoint.ts';
import { readJsonl } from '../../src/store/jsonl.ts';
import { acquireLease, currentAttempt } from '../../src/store/lease.ts';
import { createRun, listRuns } from '../../src/store/run-folder.ts';
import { appendFromProcesses } from './append-from-processes.ts';
import { expectWholeAfterKills } from './killed-writers.ts';
import { raceForLeases } from './lease-race.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'elbo-store-long-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

test('fault 1: 50 writers killed at random times leave a whole checkpoint each', async () => {
  await expectWholeAfterKills(join(root, 'kills'), 50, () => Math.random() * 100);
});

test('fault 4: any single flipped bit of either file is detected', () => {
  const folder = join(root, 'bits');
  const name = checkpointName(1);
  const state = { epoch: 3, note: 'K27 \u2026 \ufffd' };
  writeCheckpoint(folder, name, { tensors: { w: { shape: [4], data: new Float32Array([0, 1, -1, 0.5]) } }, state });
  for (const ending of ['json', 'safetensors']) {
    const path = join(folder, `${name}.${ending}`);
    const bytes = fs.readFileSync(path);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      fs.writeFileSync(path, bytes);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => readCheckpoint(folder, name), `bit ${bit} of ${ending}`).toThrow(/is damaged/);
    }
    fs.writeFileSync(path, bytes);
  }
});

test('fault 14: of two processes that start one run at once, 100 times, exactly one wins', async () => {
  await raceForLeases(root, 100);
});

test('fault 16: 8 writers of 10 000 journal lines leave 80 000 whole lines', async () => {
  const path = join(root, 'journal.jsonl');
  await appendFromProcesses(path, 8, 10_000);
  const { records, warnings } = readJsonl<{ writer: number; line: number }>(path);
  expect(warnings).toEqual([]);
  expect(records.length).toBe(80_000);
  const next = new Array<number>(8).fill(0);
  for (const { writer, line } of records) expect(line).toBe(next[writer]!++);
});

test('10 000 runs are listed', () => {
  const runs = join(root, 'runs');
  for (let i = 0; i < 10_000; i++) createRun(runs, { name: 'many', config: '', resolved: {}, environment: {} });
  const start = performance.now();
  const listed = listRuns(runs);
  console.log(`10 000 runs listed in ${Math.round(performance.now() - start)} ms`);
  expect(listed.length).toBe(10_000);
  expect(listed.every(({ status }) => status?.state === 'created')).toBe(true);
});

test('a checkpoint of 450 MB is written with less than a quarter of that in memory beside it', () => {
  const program = `
    import { writeCheckpoint } from '${resolve('src/store/checkpoint.ts')}';
    const size = 112_500_000;
    const tensors = { weight: { shape: [size], data: new Float32Array(size).fill(1) } };
    const before = process.resourceUsage().maxRSS;
    writeCheckpoint('${join(root, 'large')}', 'step-00000001', { tensors, state: {} });
    process.stdout.write(String((process.resourceUsage().maxRSS - before) / 1024));`;
  const given = ['--import', 'tsx', '--input-type=module', '-e', program];
  expect(Number(execFileSync(process.execPath, given, { encoding: 'utf8' }))).toBeLessThan(110);
});

test('a lease is renewed while it is held, and no longer once it was taken over', async () => {
  const run = join(root, 'renewed');
  fs.mkdirSync(run);
  const lease = acquireLease(run);
  const first = currentAttempt(run)!.lease!.renewedAt;
  await new Promise((waited) => setTimeout(waited, 11_000));
  const file = join(run, 'attempts', '1', 'lease.json');
  const renewed = fs.readFileSync(file, 'utf8');
  expect(Date.parse(currentAttempt(run)!.lease!.renewedAt)).toBeGreaterThan(Date.parse(first));
  fs.mkdirSync(join(run, 'attempts', '2'));
  await new Promise((waited) => setTimeout(waited, 11_000));
  expect(fs.readFileSync(file, 'utf8')).toBe(renewed);
  expect(() => lease.assertHeld()).toThrow(/attempt 2 has taken over/);
});
