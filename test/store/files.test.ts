import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DataError, ElboError } from '../../src/base/errors.ts';
import {
  explainingFailure,
  listFolders,
  makeDurably,
  readJson,
  replaceFile,
  replaceJson,
} from '../../src/store/files.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'elbo-files-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('a replaced file has the new text and leaves nothing beside it', () => {
  const inside = join(folder, 'replaced');
  fs.mkdirSync(inside);
  replaceFile(join(inside, 'a.txt'), 'one');
  replaceJson(join(inside, 'a.txt'), { two: [2] });
  expect(readJson(join(inside, 'a.txt'))).toEqual({ two: [2] });
  expect(fs.readdirSync(inside)).toEqual(['a.txt']);
});

test('a replacement that fails keeps the old file and leaves nothing beside it', () => {
  const inside = join(folder, 'kept');
  fs.mkdirSync(join(inside, 'a.txt', 'full'), { recursive: true });
  expect(() => replaceFile(join(inside, 'a.txt'), 'one')).toThrow(/could not be written: .*EISDIR/);
  expect(fs.readdirSync(inside)).toEqual(['a.txt']);
});

test('a file that something else makes appears when it is whole, or not at all', async () => {
  const inside = join(folder, 'made');
  fs.mkdirSync(inside);
  const make = async (temporary: string) => {
    expect(fs.readdirSync(inside).filter((name) => name !== 'a.bin')).toEqual([]);
    fs.writeFileSync(temporary, 'whole');
  };
  await makeDurably(join(inside, 'a.bin'), make, () => {});
  expect(fs.readFileSync(join(inside, 'a.bin'), 'utf8')).toBe('whole');
  const refuse = () => {
    throw new Error('taken');
  };
  await expect(makeDurably(join(inside, 'b.bin'), make, refuse)).rejects.toThrow('taken');
  const full = async (temporary: string) => {
    fs.writeFileSync(temporary, 'ha');
    throw Object.assign(new Error('write'), { code: 'ENOSPC', path: 'b.bin' });
  };
  await expect(makeDurably(join(inside, 'b.bin'), full, () => {})).rejects.toThrow(
    'b.bin: no space left on device (ENOSPC). Free some space and resume: what was saved before is whole.',
  );
  expect(fs.readdirSync(inside)).toEqual(['a.bin']);
});

test.each([
  ['ENOSPC', 'no space left on device (ENOSPC). Free some space and resume: what was saved before is whole.'],
  ['EDQUOT', 'the disk quota is used up (EDQUOT). Free some space and resume: what was saved before is whole.'],
  ['EACCES', 'permission denied (EACCES). Choose a folder you may write to, or change its permissions.'],
  ['EPERM', 'permission denied (EPERM). Choose a folder you may write to, or change its permissions.'],
  ['EROFS', 'the file system is read-only (EROFS). Choose a folder you may write to, or change its permissions.'],
  ['EIO', 'i/o error (EIO).'],
])('%s is explained in words', (code, text) => {
  const cause = Object.assign(new Error('i/o error'), { code });
  try {
    explainingFailure('runs/a', () => {
      throw cause;
    });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ElboError);
    expect((error as ElboError).exitCode).toBe(1);
    expect((error as ElboError).message).toBe(`runs/a: could not be written: ${text}`);
    expect((error as ElboError).cause).toBe(cause);
  }
});

test('a mistake of the program is passed on as it is', () => {
  const mistake = new TypeError('x');
  expect(() =>
    explainingFailure('a', () => {
      throw mistake;
    }),
  ).toThrow(mistake);
});

test('a JSON file that does not parse is named', () => {
  const path = join(folder, 'torn.json');
  fs.writeFileSync(path, '{"a":');
  expect(() => readJson(path)).toThrow(DataError);
  expect(() => readJson(path)).toThrow(`${path}: the file is damaged: Unexpected end of JSON input.`);
});

test('folders are listed in order, with links to folders and without files and broken links', () => {
  const parent = join(folder, 'listed');
  for (const name of ['b', 'a']) fs.mkdirSync(join(parent, name), { recursive: true });
  fs.writeFileSync(join(parent, 'file'), '');
  fs.symlinkSync('b', join(parent, 'c'));
  fs.symlinkSync('nowhere', join(parent, 'd'));
  expect(listFolders(parent)).toEqual(['a', 'b', 'c']);
  expect(listFolders(join(parent, 'none'))).toEqual([]);
});

test('fault 10: a read-only disk is refused in words', () => {
  const disk = join(folder, 'read-only');
  fs.mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    console.log('skipped: a read-only disk cannot be mounted here');
    return;
  }
  try {
    expect(() => replaceFile(join(disk, 'a'), '')).toThrow(
      `${disk}/a: could not be written: the file system is read-only (EROFS). Choose a folder you may write to, or change its permissions.`,
    );
  } finally {
    execFileSync('umount', [disk]);
  }
});
