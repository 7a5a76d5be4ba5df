/** Public data sets, from where they are published into the folder of data. A file has its name only once it was checked whole. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { ConfigError, DataError } from '../base/errors.ts';
import type { PublicData, PublicFile } from '../data/public-data.ts';
import { explainingFailure, syncFolder } from '../store/files.ts';
import { download } from './download.ts';

export interface GetOptions {
  /** The folder that the files are put in; made when absent. */
  readonly folder: string;
  /** An address to ask in place of the known origins. */
  readonly from?: string;
  readonly idleMs?: number;
  readonly onProgress?: (name: string, bytes: number, totalBytes: number | undefined) => void;
}

export interface GotFile {
  readonly path: string;
  /** Where it came from; absent when it was there already. */
  readonly url?: string;
}

/** Beside each file while it is fetched. */
const PART = '.part';
/** A compressed file may be this much longer than what it holds. */
const WRAPPING_BYTES = 2 ** 16;
const IDLE_MS = 60_000;

/**
 * Fetches what is not there yet. What a break leaves is gone on with next time.
 *
 * @throws DataError when no origin sends the file, or a file of that name holds something else
 */
export async function getData({ origins, files }: PublicData, options: GetOptions): Promise<GotFile[]> {
  const bases = options.from === undefined ? origins : [requireAddress(options.from)];
  explainingFailure(options.folder, () => mkdirSync(options.folder, { recursive: true }));
  const got: GotFile[] = [];
  for (const file of files) got.push(await getFile(file, bases, options));
  return got;
}

async function getFile(file: PublicFile, bases: readonly string[], options: GetOptions): Promise<GotFile> {
  const target = path.join(options.folder, file.name);
  if (existsSync(target)) {
    const problem = await differenceFrom(file, target);
    if (problem === undefined) return { path: target };
    throw new DataError(target, `is there already, but ${problem}`, { advice: 'Move it away and try again' });
  }
  const part = target + PART;
  const problems: string[] = [];
  for (const base of bases) {
    const url = new URL(file.name, base).href;
    try {
      await fetchChecked(file, url, part, options);
      place(part, target);
      return { path: target, url };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problems.push(error.message.replace(/\.$/, ''));
    }
  }
  const advice = existsSync(part) ? 'What came is kept: the same command goes on from there' : undefined;
  throw new DataError(target, `could not be got. ${problems.join('. ')}`, advice === undefined ? {} : { advice });
}

async function fetchChecked(file: PublicFile, url: string, part: string, options: GetOptions): Promise<void> {
  const { idleMs = IDLE_MS, onProgress } = options;
  const once = (): Promise<number> =>
    download(url, part, {
      mostBytes: file.sizeBytes + WRAPPING_BYTES,
      idleMs,
      onProgress: (bytes, total) => onProgress?.(file.name, bytes, total),
    });
  const kept = await once();
  let problem = await differenceFrom(file, part);
  if (problem !== undefined && kept > 0) {
    // What was kept may have come from another origin, whose compressed bytes differ.
    rmSync(part);
    await once();
    problem = await differenceFrom(file, part);
  }
  if (problem === undefined) return;
  rmSync(part);
  throw new DataError(url, `sent a file, but ${problem}`);
}

/** What makes the content of a file another than it must be: the end of a sentence. */
async function differenceFrom({ sizeBytes, sha256 }: PublicFile, found: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  const file = createReadStream(found);
  try {
    let content: AsyncIterable<Buffer> = file;
    if (found.replace(/\.part$/, '').endsWith('.gz')) {
      const unzip = createGunzip();
      file.on('error', (error) => unzip.destroy(error));
      content = file.pipe(unzip);
    }
    for await (const chunk of content) {
      size += chunk.length;
      if (size > sizeBytes) return `it holds more than ${sizeBytes} bytes`;
      hash.update(chunk);
    }
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`;
  } finally {
    file.destroy();
  }
  if (size < sizeBytes) return `it holds ${size} bytes, not ${sizeBytes}`;
  const digest = hash.digest('hex');
  return digest === sha256 ? undefined : `its SHA-256 is ${digest}, not ${sha256}`;
}

/** Gives a whole file its name, so that it survives a power cut. */
function place(part: string, target: string): void {
  explainingFailure(target, () => {
    const file = openSync(part, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, target);
    syncFolder(path.dirname(target));
  });
}

/** A folder's address ends with a slash; without one a name would take the place of its last part. */
function requireAddress(given: string): string {
  const isAddress = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol);
  if (!isAddress)
    throw new ConfigError('--from', `"${given}" is no address`, { expected: 'http://... or https://...' });
  return given.endsWith('/') ? given : `${given}/`;
}
