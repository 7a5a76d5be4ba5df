/**
 * Writing files so that a crash, a full disk or a second process never leaves half of one under its final name.
 */
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, ElboError } from '../base/errors.ts';

/** The calls a durable write makes. Given as an argument so that a test can make each of them fail in turn. */
export type FileCalls = Pick<
  typeof fs,
  'openSync' | 'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'readdirSync' | 'rmSync'
>;

/** The name a file has until it is whole. The process id keeps two writers apart. */
const temporaryPath = (path: string): string => `${path}.${process.pid}.tmp`;

/**
 * Replaces a file so that it survives a power cut: temporary name, fsync, rename, fsync of the folder.
 *
 * @param beforeRename - called when the new file is whole; if it throws, the old file stays
 * @throws ElboError saying why, when the disk is full or the folder may not be written
 */
export function writeDurably(
  path: string,
  pieces: Iterable<Uint8Array>,
  calls: FileCalls = fs,
  beforeRename: () => void = () => {},
): void {
  const temporary = temporaryPath(path);
  explainingFailure(path, () => {
    try {
      const file = calls.openSync(temporary, 'w');
      try {
        for (const piece of pieces) writeAll(file, piece, calls);
        calls.fsyncSync(file);
      } finally {
        calls.closeSync(file);
      }
      beforeRename();
      calls.renameSync(temporary, path);
    } catch (error) {
      // A full disk should not stay full because of a file nobody can use.
      calls.rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(path), calls);
  });
}

/**
 * The same for a file that something else makes, where it is told to.
 *
 * @param make - makes the whole file at the path given
 * @param beforeRename - as above
 */
export async function makeDurably(
  path: string,
  make: (temporary: string) => Promise<void>,
  beforeRename: () => void,
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await make(temporary);
    explainingFailure(path, () => {
      syncIfPresent(temporary);
      beforeRename();
      fs.renameSync(temporary, path);
      syncFolder(dirname(path));
    });
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw explained(error);
  }
}

/** Replaces a small file in one step, without waiting for the disk: for what is written often and may be one write old. */
export function replaceFile(path: string, text: string): void {
  const temporary = temporaryPath(path);
  explainingFailure(path, () => {
    try {
      fs.writeFileSync(temporary, text);
      fs.renameSync(temporary, path);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
  });
}

export const replaceJson = (path: string, value: unknown): void =>
  replaceFile(path, `${JSON.stringify(value, undefined, 2)}\n`);

/** Runs a write and says in words why it failed. */
export function explainingFailure<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof ElboError || code === undefined) throw error;
    const [problem, advice] = REASONS[code] ?? [(error as Error).message, undefined];
    throw new ElboError(path, `could not be written: ${problem} (${code})`, {
      ...(advice === undefined ? {} : { advice }),
      cause: error,
    });
  }
}

/** An error in words, where it is one of a full disk or of missing rights; any other as it is. */
export function explained(error: unknown): unknown {
  const { code = '', path = 'a file' } = error as NodeJS.ErrnoException;
  if (error instanceof ElboError || REASONS[code] === undefined) return error;
  const [problem, advice] = REASONS[code];
  return new ElboError(path, `${problem} (${code})`, { advice, cause: error });
}

const NOT_ALLOWED = 'Choose a folder you may write to, or change its permissions';
const FULL = 'Free some space and resume: what was saved before is whole';
const REASONS: Readonly<Record<string, readonly [problem: string, advice: string]>> = {
  ENOSPC: ['no space left on device', FULL],
  EDQUOT: ['the disk quota is used up', FULL],
  EACCES: ['permission denied', NOT_ALLOWED],
  EPERM: ['permission denied', NOT_ALLOWED],
  EROFS: ['the file system is read-only', NOT_ALLOWED],
};

function writeAll(file: number, piece: Uint8Array, calls: FileCalls): void {
  for (let done = 0; done < piece.length; ) done += calls.writeSync(file, piece, done);
}

/** Makes a rename survive a power cut. Windows has no such call, and keeps renames in its journal. */
export function syncFolder(folder: string, calls: FileCalls = fs): void {
  if (process.platform === 'win32') return;
  const file = calls.openSync(folder, 'r');
  try {
    calls.fsyncSync(file);
  } finally {
    calls.closeSync(file);
  }
}

export function syncIfPresent(path: string): void {
  if (!fs.existsSync(path)) return;
  explainingFailure(path, () => {
    const file = fs.openSync(path, 'r+');
    try {
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
  });
}

/** @throws DataError when the file is not JSON */
export function readJson(path: string): unknown {
  const text = fs.readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(path, `the file is damaged: ${(cause as Error).message}`, { cause });
  }
}

/** Names of the folders in a folder, links to folders included and hidden ones left out, in order. An absent folder has none. */
export function listFolders(parent: string): string[] {
  if (!fs.existsSync(parent)) return [];
  return fs
    .readdirSync(parent, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(parent, entry.name))))
    .map((entry) => entry.name)
    .sort();
}

const isFolder = (path: string): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
