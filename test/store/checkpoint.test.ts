import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ElboError, ResumeError } from '../../src/base/errors.ts';
import {
  type CheckpointContent,
  checkpointHash,
  checkpointName,
  readCheckpoint,
  readNewestCheckpoint,
  writeCheckpoint,
} from '../../src/store/checkpoint.ts';
import type { FileCalls } from '../../src/store/files.ts';
import { expectWholeAfterKills } from './killed-writers.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'elbo-checkpoint-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++), 'checkpoints');
});

const content = (step: number, best?: string): CheckpointContent => ({
  tensors: {
    'encoder.weight': { shape: [2, 3], data: Float32Array.from({ length: 6 }, (_, i) => i + step / 7) },
    'encoder.bias': { shape: [3], data: new Float32Array(3) },
  },
  state: { step, epoch: 1, bestLoss: 0.1 * step },
  ...(best === undefined ? {} : { best }),
});

const write = (step: number, best?: string, calls?: FileCalls): string =>
  writeCheckpoint(folder, checkpointName(step), content(step, best), calls === undefined ? {} : { calls });

const names = (): string[] => fs.readdirSync(folder).sort();
const filesOf = (...steps: number[]): string[] =>
  steps.flatMap((step) => [`${checkpointName(step)}.json`, `${checkpointName(step)}.safetensors`]);
const newest = (ending: string): string => join(folder, `${checkpointName(200)}.${ending}`);

function refusal(action: () => unknown): ElboError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ElboError);
    return error as ElboError;
  }
  throw new Error('nothing was refused');
}

describe('a checkpoint', () => {
  test('is read back as it was written', () => {
    const hash = write(100, 'step-00000100');
    expect(readNewestCheckpoint(folder)).toEqual({
      ...content(100),
      name: 'step-00000100',
      best: 'step-00000100',
      hash,
      warnings: [],
    });
  });

  test('has the same bytes and hash wherever and in whatever order of keys the same state is written', () => {
    const hash = write(100);
    const bytes = names().map((file) => fs.readFileSync(join(folder, file)));
    folder = join(root, 'elsewhere');
    const { tensors } = content(100);
    const reversed = Object.fromEntries(Object.entries(tensors).reverse());
    const state = { bestLoss: 0.1 * 100, epoch: 1, step: 100, ignored: undefined };
    expect(writeCheckpoint(folder, checkpointName(100), { tensors: reversed, state })).toBe(hash);
    expect(names().map((file) => fs.readFileSync(join(folder, file)))).toEqual(bytes);
    expect(checkpointHash(folder, checkpointName(100))).toBe(hash);
  });

  test('has another hash when one number of the state or of a tensor differs', () => {
    const { tensors, state } = content(1);
    const hashes = [
      { tensors, state },
      { tensors, state: { ...(state as object), epoch: 2 } },
      { tensors: { ...tensors, 'encoder.bias': { shape: [3], data: new Float32Array([0, 0, 1e-45]) } }, state },
    ].map((changed) => writeCheckpoint(folder, checkpointName(1), changed));
    expect(new Set(hashes).size).toBe(3);
  });

  test('refuses a state that JSON would change in silence', () => {
    const refused = (state: unknown): string =>
      refusal(() => writeCheckpoint(folder, 'step-00000001', { tensors: {}, state })).message;
    const expected = 'Expected a finite number, text, true, false, null, a list or a plain object.';
    expect(refused({ best: { loss: Number.POSITIVE_INFINITY } })).toBe(
      `checkpoint state.best.loss: Infinity cannot be kept in JSON. ${expected}`,
    );
    expect(refused([new Float32Array(1)])).toBe(
      `checkpoint state[0]: Float32Array cannot be kept in JSON. ${expected}`,
    );
    expect(fs.existsSync(folder)).toBe(false);
  });

  test('is undefined where none was ever committed', () => {
    expect(readNewestCheckpoint(folder)).toBeUndefined();
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(join(folder, 'step-00000100.safetensors'), 'not committed');
    expect(readNewestCheckpoint(folder)).toBeUndefined();
  });
});

describe('which checkpoints are kept', () => {
  test('the last two', () => {
    for (const step of [100, 200, 300]) write(step);
    expect(names()).toEqual(filesOf(200, 300));
  });

  test('the best of the last two', () => {
    for (const step of [100, 200, 300, 400]) write(step, checkpointName(100));
    expect(names()).toEqual(filesOf(100, 300, 400));
    write(500, checkpointName(500));
    expect(names()).toEqual(filesOf(100, 400, 500));
    write(600, checkpointName(500));
    expect(names()).toEqual(filesOf(500, 600));
  });

  test('steps beyond eight digits stay in order', () => {
    for (const step of [99_999_999, 100_000_000]) write(step);
    expect(readNewestCheckpoint(folder)!.name).toBe('step-100000000');
  });

  test('left-over temporary files go, and files of others stay', () => {
    write(100);
    fs.writeFileSync(join(folder, 'step-00000200.safetensors.77.tmp'), 'half');
    fs.writeFileSync(join(folder, 'README.md'), 'mine');
    write(200);
    expect(names()).toEqual(['README.md', ...filesOf(100, 200)]);
  });

  test('a damaged newer one goes when training resumed before it and wrote again', () => {
    write(100);
    write(200);
    fs.truncateSync(newest('json'), 10);
    write(150);
    expect(names()).toEqual(filesOf(100, 150));
  });
});

describe('fault 2: a failure at any call of the writer', () => {
  /** The real calls, of which the N-th fails. */
  function failingAt(n: number): { calls: FileCalls; made: () => string[] } {
    const made: string[] = [];
    const calls = Object.fromEntries(
      (['openSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'readdirSync', 'rmSync'] as const).map(
        (name) => [
          name,
          (...given: unknown[]) => {
            made.push(name);
            if (made.length === n) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
            return (fs[name] as (...all: unknown[]) => unknown)(...given);
          },
        ],
      ),
    ) as unknown as FileCalls;
    return { calls, made: () => made };
  }

  const { calls, made } = failingAt(0);
  folder = join(root, 'counted');
  for (const step of [50, 100]) write(step);
  write(200, undefined, calls);
  const total = made().length;

  test('the writer opens, writes, syncs, closes, renames and syncs the folder, for each of two files', () => {
    const file = [
      'openSync',
      'writeSync',
      'fsyncSync',
      'closeSync',
      'renameSync',
      'openSync',
      'fsyncSync',
      'closeSync',
    ];
    const tensors = ['openSync', 'writeSync', 'writeSync', ...file.slice(1)];
    const pruning = ['readdirSync', 'readdirSync', 'rmSync', 'rmSync'];
    expect(made()).toEqual([...tensors, ...file, ...pruning]);
  });

  test.each(Array.from({ length: total }, (_, i) => i + 1))('call %i', (n) => {
    for (const step of [50, 100]) write(step);
    const before = checkpointHash(folder, checkpointName(100));
    const failing = failingAt(n);
    expect(() => write(200, undefined, failing.calls)).toThrow(/EIO: i\/o error/);
    const found = readNewestCheckpoint(folder)!;
    expect(found.warnings).toEqual([]);
    expect(['step-00000100', 'step-00000200']).toContain(found.name);
    expect(checkpointHash(folder, checkpointName(100))).toBe(before);
    expect(names().filter((file) => file.endsWith('.tmp'))).toEqual([]);
    // And the next attempt succeeds.
    const hash = write(200);
    expect(readNewestCheckpoint(folder)!.hash).toBe(hash);
    expect(names()).toEqual(filesOf(100, 200));
  });
});

describe('fault 3: a truncated checkpoint', () => {
  const cuts: [string, (size: number) => number][] = [
    ['0 bytes', () => 0],
    ['1 byte', () => 1],
    ['half', (size) => Math.floor(size / 2)],
    ['all but one byte', (size) => size - 1],
  ];
  test.each(['json', 'safetensors'].flatMap((ending) => cuts.map(([name, cut]) => [ending, name, cut] as const)))(
    'the newest %s cut to %s: the one before is used, with one warning',
    (ending, _name, cut) => {
      const hash = write(100);
      write(200);
      fs.truncateSync(newest(ending), cut(fs.statSync(newest(ending)).size));
      const damage =
        ending === 'json'
          ? 'its bytes do not match their checksum'
          : 'its bytes do not match the checksum kept beside it';
      const found = readNewestCheckpoint(folder)!;
      expect(found.hash).toBe(hash);
      expect(found.warnings).toEqual([
        `${newest(ending)}: the file is damaged: ${damage}. The checkpoint before it is used.`,
      ]);
    },
  );

  test('a missing tensor file counts as damage', () => {
    write(100);
    write(200);
    fs.rmSync(newest('safetensors'));
    const found = readNewestCheckpoint(folder)!;
    expect(found.name).toBe('step-00000100');
    expect(found.warnings).toEqual([
      `${newest('safetensors')}: the file is missing. The checkpoint before it is used.`,
    ]);
  });

  test('all damaged: exit code 5', () => {
    write(100);
    write(200);
    for (const file of names()) fs.truncateSync(join(folder, file), 1);
    const error = refusal(() => readNewestCheckpoint(folder));
    expect(error).toBeInstanceOf(ResumeError);
    expect(error.exitCode).toBe(5);
    expect(error.message).toBe(
      `${folder}: none of its checkpoints is whole (step-00000200, step-00000100). Train anew, or restore the folder from a copy.`,
    );
  });
});

test('fault 4: one flipped bit in any byte of either file is detected', () => {
  write(200);
  for (const ending of ['json', 'safetensors']) {
    const bytes = fs.readFileSync(newest(ending));
    for (let bit = 0; bit < bytes.length * 8; bit += 9) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      fs.writeFileSync(newest(ending), bytes);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => readCheckpoint(folder, checkpointName(200)), `bit ${bit} of ${ending}`).toThrow(/is damaged/);
    }
    fs.writeFileSync(newest(ending), bytes);
  }
  readCheckpoint(folder, checkpointName(200));
});

test('fault 9: a full disk is named, the checkpoint before it is whole, and the next one succeeds once there is room', () => {
  const disk = join(root, 'small-disk');
  fs.mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    console.log('skipped: a small disk cannot be mounted here');
    return;
  }
  try {
    folder = join(disk, 'checkpoints');
    const large = (step: number): CheckpointContent => ({
      tensors: { weight: { shape: [75_000], data: new Float32Array(75_000).fill(step) } },
      state: { step },
    });
    for (const step of [100, 200]) writeCheckpoint(folder, checkpointName(step), large(step));
    fs.writeFileSync(join(disk, 'other'), Buffer.alloc(200_000));
    const error = refusal(() => writeCheckpoint(folder, checkpointName(300), large(300)));
    expect(error.exitCode).toBe(1);
    expect(error.message).toBe(
      `${folder}/step-00000300.safetensors: could not be written: no space left on device (ENOSPC). ` +
        'Free some space and resume: what was saved before is whole.',
    );
    expect(names()).toEqual(filesOf(100, 200));
    expect(readNewestCheckpoint(folder)!.name).toBe('step-00000200');
    fs.rmSync(join(disk, 'other'));
    writeCheckpoint(folder, checkpointName(300), large(300));
    expect(readNewestCheckpoint(folder)!.name).toBe('step-00000300');
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('a writer that lost its lease commits nothing', () => {
  write(100);
  const beforeRename = (): never => {
    throw new ResumeError('run', 'taken over');
  };
  expect(() => writeCheckpoint(folder, checkpointName(200), content(200), { beforeRename })).toThrow(
    'run: taken over.',
  );
  expect(names()).toEqual(filesOf(100));
});

test('fault 1: a writer killed at any time leaves a whole checkpoint, and each restart goes on from it', async () => {
  await expectWholeAfterKills(folder, 3, (kill) => 20 + 37 * kill);
});
