import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, DataError, ResumeError } from '../../src/base/errors.ts';
import { checkpointName, readNewestCheckpoint, writeCheckpoint } from '../../src/store/checkpoint.ts';
import { createRun, listRuns, openRun, type RunFolder } from '../../src/store/run-folder.ts';
import type { EpochRecord } from '../../src/store/run-record.ts';

// Another user must be able to reach it, for the test of refused permissions.
const root = fs.mkdtempSync(join(tmpdir(), 'elbo-run-'));
fs.chmodSync(root, 0o755);
afterAll(() => fs.rmSync(root, { recursive: true }));
let count = 0;
const runsFolder = (): string => join(root, String(count++), 'runs');

const make = (runs: string, name = 'My first run'): RunFolder =>
  createRun(runs, { name, config: '# mine\nseed: 3\n', resolved: { seed: 3 }, environment: { node: '20' } });

const epoch = (number: number): EpochRecord => {
  const running = {
    loss: 1,
    negativeElbo: 1,
    reconstruction: 0.5,
    kl: 0.5,
    weightedKl: 0.5,
    perModality: { data: 0.5 },
  };
  return { epoch: number, step: number * 10, phase: 'joint', learningRate: 0.1, weights: { kl: 1 }, running };
};

describe('a new run', () => {
  test('holds the config as given, the resolved one, its environment and its state', () => {
    const run = make(runsFolder());
    expect(run.id).toMatch(/^\d{8}-\d{6}-my-first-run-[a-z0-9]{4}$/);
    expect(fs.readdirSync(run.path).sort()).toEqual(['config.resolved.json', 'config.yaml', 'env.json', 'status.json']);
    const opened = openRun(run.path);
    expect(opened.readConfig()).toBe('# mine\nseed: 3\n');
    expect(opened.read('config.resolved')).toEqual({ seed: 3 });
    expect(opened.read('env')).toEqual({ node: '20' });
    expect(opened.readStatus()).toEqual({ state: 'created', epoch: 0, step: 0 });
    expect(opened.read('summary')).toBeUndefined();
    expect(opened.readNotes()).toBe('');
    expect(opened.readEpochs()).toEqual({ records: [], warnings: [] });
  });

  test('keeps what is written to it', () => {
    const run = make(runsFolder());
    run.writeStatus({ state: 'failed', epoch: 2, step: 20, reason: 'The loss was not finite.' });
    run.write('summary', { loss: 1 });
    run.write('findings', []);
    run.writeNotes('KL is 0?');
    run.appendEpoch(epoch(1));
    run.appendEpoch(epoch(2));
    run.appendSteps([{ step: 1 }, { step: 2 }]);
    run.appendTiming({ epoch: 1, durationMs: 3 });
    run.flush();
    const opened = openRun(run.path);
    expect(opened.readStatus()).toEqual({ state: 'failed', epoch: 2, step: 20, reason: 'The loss was not finite.' });
    expect(opened.read('summary')).toEqual({ loss: 1 });
    expect(opened.read('findings')).toEqual([]);
    expect(opened.readNotes()).toBe('KL is 0?');
    expect(opened.readEpochs().records).toEqual([epoch(1), epoch(2)]);
    expect(fs.readFileSync(run.file('steps.jsonl'), 'utf8')).toBe('{"step":1}\n{"step":2}\n');
    expect(fs.readFileSync(run.file('timings.jsonl'), 'utf8')).toBe('{"epoch":1,"durationMs":3}\n');
  });
});

test('resuming keeps the lines that belong to the checkpoint', () => {
  const run = make(runsFolder());
  for (const number of [1, 2, 3]) {
    run.appendEpoch(epoch(number));
    run.appendSteps([{ step: number }]);
    run.appendTiming({ epoch: number });
  }
  run.rewind({ metrics: 2, steps: 1, timings: 0 });
  expect(run.readEpochs().records).toEqual([epoch(1), epoch(2)]);
  expect(fs.readFileSync(run.file('steps.jsonl'), 'utf8')).toBe('{"step":1}\n');
  expect(fs.readFileSync(run.file('timings.jsonl'), 'utf8')).toBe('');
  expect(() => run.rewind({ metrics: 3, steps: 1, timings: 0 })).toThrow(ResumeError);
});

test('fault 17: acquiring a run removes torn last lines, opening it changes nothing', () => {
  const run = make(runsFolder());
  run.appendEpoch(epoch(1));
  fs.appendFileSync(run.file('metrics.jsonl'), '{"epoch":2');
  const torn = fs.readFileSync(run.file('metrics.jsonl'), 'utf8');
  expect(openRun(run.path).readEpochs()).toEqual({ records: [epoch(1)], warnings: [] });
  expect(fs.readFileSync(run.file('metrics.jsonl'), 'utf8')).toBe(torn);
  const lease = run.acquire();
  run.appendEpoch(epoch(2));
  expect(run.readEpochs()).toEqual({ records: [epoch(1), epoch(2)], warnings: [] });
  expect(() => openRun(run.path).acquire()).toThrow(ResumeError);
  lease.release({ code: 0, reason: 'Finished.' });
});

test('fault 20: a run that was moved, renamed or copied opens and resumes, and names no folder of the machine', () => {
  const runs = runsFolder();
  const run = make(runs);
  const lease = run.acquire();
  run.appendEpoch(epoch(1));
  writeCheckpoint(run.checkpoints, checkpointName(10), { tensors: {}, state: { step: 10 } });
  lease.release({ code: 0, reason: 'Finished.' });

  for (const file of fs.readdirSync(run.path, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect(fs.readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(root);
  }
  const copied = join(runs, 'copied');
  fs.cpSync(run.path, copied, { recursive: true });
  const moved = join(runsFolder(), 'moved');
  fs.mkdirSync(resolve(moved, '..'), { recursive: true });
  fs.renameSync(run.path, moved);
  for (const path of [copied, moved]) {
    const opened = openRun(path);
    expect(opened.readEpochs().records).toEqual([epoch(1)]);
    expect(readNewestCheckpoint(opened.checkpoints)!.state).toEqual({ step: 10 });
    const again = opened.acquire();
    expect(again.attempt).toBe(2);
    again.release({ code: 0, reason: 'Finished.' });
  }
});

describe('what is not a run', () => {
  test('a folder that is not there', () => {
    expect(() => openRun('runs/none')).toThrow(
      new ConfigError('runs/none', 'there is no such folder', { expected: 'the folder of a run' }),
    );
    expect(() => openRun('runs/none')).toThrow('runs/none: there is no such folder. Expected the folder of a run.');
  });

  test('a folder without status.json', () => {
    expect(() => openRun(root)).toThrow(
      `${root}: the folder has no status.json, so it is not a run, or its making was cut off.`,
    );
  });

  test('a run whose documents are damaged', () => {
    const run = make(runsFolder());
    fs.writeFileSync(run.file('env.json'), '');
    expect(() => run.read('env')).toThrow(DataError);
    fs.writeFileSync(run.file('status.json'), '{"state":"lost"}');
    expect(() => openRun(run.path)).toThrow(
      `${run.file('status.json')}: "lost" is not the state of a run. Expected one of: created, running, checkpointed, finished, failed.`,
    );
    fs.writeFileSync(run.file('status.json'), 'null');
    expect(() => openRun(run.path)).toThrow(`${run.file('status.json')}: nothing is not the state of a run.`);
  });
});

test('all runs are listed by name, unreadable ones with the reason, studies and files left out', () => {
  const runs = runsFolder();
  expect(listRuns(runs)).toEqual([]);
  const made = [make(runs, 'b'), make(runs, 'a')];
  made[0]!.writeStatus({ state: 'finished', epoch: 1, step: 10 });
  for (const name of ['0-broken', '1-empty', '2-study']) fs.mkdirSync(join(runs, name));
  fs.writeFileSync(join(runs, '0-broken', 'status.json'), '{');
  fs.writeFileSync(join(runs, '2-study', 'study.yaml'), '');
  fs.writeFileSync(join(runs, 'notes.txt'), '');
  const status = (run: RunFolder) => ({ id: run.id, path: run.path, status: run.readStatus() });
  const listed = listRuns(runs);
  expect(listed.slice(2)).toEqual([...made].sort((a, b) => (a.id < b.id ? -1 : 1)).map(status));
  expect(listed.slice(0, 2).map(({ id, status }) => [id, status])).toEqual([
    ['0-broken', undefined],
    ['1-empty', undefined],
  ]);
  expect(listed[0]!.problem).toMatch(/0-broken\/status\.json: the file is damaged: /);
  expect(listed[1]!.problem).toBe(
    `${join(runs, '1-empty')}: the folder has no status.json, so it is not a run, or its making was cut off.`,
  );
});

describe('fault 10: a folder that may not be written is refused in words, before training', () => {
  const program = (body: string): string =>
    `import { createRun, openRun } from '${resolve('src/store/run-folder.ts')}';
     if (process.getuid() === 0) process.setuid(65534);
     try { ${body} } catch (error) { process.stdout.write(error.exitCode + ' ' + error.message) }`;
  const tell = (body: string): string => {
    const given = ['--import', 'tsx', '--input-type=module', '-e', program(body)];
    return spawnSync(process.execPath, given, { encoding: 'utf8' }).stdout;
  };
  const refused =
    'could not be written: permission denied (EACCES). Choose a folder you may write to, or change its permissions.';

  test.runIf(process.platform !== 'win32')('a new run, and a run to resume', () => {
    const runs = runsFolder();
    const run = make(runs);
    for (const path of [runs, run.path]) fs.chmodSync(path, 0o555);
    expect(tell(`createRun('${runs}', { name: 'a', config: '', resolved: {}, environment: {} })`)).toBe(
      `1 ${runs}: ${refused}`,
    );
    expect(tell(`openRun('${run.path}').acquire()`)).toBe(`1 ${run.file('attempts')}: ${refused}`);
    for (const path of [runs, run.path]) fs.chmodSync(path, 0o755);
  });
});
