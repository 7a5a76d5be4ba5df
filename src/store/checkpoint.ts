/**
 * A checkpoint is two files: `step-00000200.safetensors` with the tensors, and `step-00000200.json` with everything else
 * a trainer needs to go on. The JSON is renamed into place last, and that commits both: it holds the hash of the tensor
 * file and begins with a checksum of its own bytes, so a single flipped bit in either is seen.
 *
 * No clock, host or path goes in: the same state gives the same bytes, and the checksum names the state.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { DataError, ElboError, ResumeError } from '../base/errors.ts';
import { readSafetensors, safetensorsPieces } from '../tensor/safetensors.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { explainingFailure, type FileCalls, writeDurably } from './files.ts';

export interface CheckpointContent {
  readonly tensors: Tensors;
  /** Anything JSON can hold, finite numbers only. */
  readonly state: unknown;
  /** Name of the best checkpoint so far, perhaps this one: it is kept however old it grows. */
  readonly best?: string;
}

export interface Checkpoint extends CheckpointContent {
  readonly name: string;
  /** SHA-256 over state, tensors and best: equal for equal states, on any machine. */
  readonly hash: string;
}

interface Manifest {
  readonly format: 1;
  readonly best?: string;
  readonly tensorsSha256: string;
  readonly state: unknown;
}

export interface WriteCheckpointOptions {
  /** Called when a file is whole and before it gets its name, such as `lease.assertHeld`: throw to write nothing. */
  readonly beforeRename?: () => void;
  readonly calls?: FileCalls;
}

const NAME = /^step-\d{8,}$/;

/** @param step - steps done since the start of the run */
export const checkpointName = (step: number): string => `step-${String(step).padStart(8, '0')}`;

/**
 * Writes a checkpoint, then removes all but it, the one before it and the best of both.
 *
 * @param folder - the run's `checkpoints/`, made when absent
 * @param name - from `checkpointName`
 * @returns the checkpoint's hash
 * @throws ElboError saying why, when a file could not be written; the checkpoints before it are whole then
 */
export function writeCheckpoint(
  folder: string,
  name: string,
  content: CheckpointContent,
  { beforeRename, calls = fs }: WriteCheckpointOptions = {},
): string {
  const state = canonical(content.state, 'state');
  explainingFailure(folder, () => fs.mkdirSync(folder, { recursive: true }));
  const hash = createHash('sha256');
  writeDurably(tensorsPath(folder, name), hashing(safetensorsPieces(content.tensors), hash), calls, beforeRename);
  const best = content.best === undefined ? {} : { best: content.best };
  const manifest: Manifest = { format: 1, ...best, tensorsSha256: hash.digest('hex'), state };
  const { bytes, checksum } = seal(Buffer.from(JSON.stringify(manifest)));
  writeDurably(manifestPath(folder, name), [bytes], calls, beforeRename);
  prune(folder, name, calls);
  return checksum;
}

/**
 * The newest whole checkpoint, with a warning for each newer one that is damaged. Nothing is changed on disk.
 *
 * @returns undefined when no checkpoint was ever committed
 * @throws ResumeError when there are checkpoints and all are damaged
 */
export function readNewestCheckpoint(folder: string): (Checkpoint & { readonly warnings: string[] }) | undefined {
  const warnings: string[] = [];
  const names = committedNames(folder, fs).reverse();
  for (const name of names) {
    try {
      return { ...readCheckpoint(folder, name), warnings };
    } catch (error) {
      if (!(error instanceof ElboError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
      warnings.push(`${(error as Error).message} The checkpoint before it is used.`);
    }
  }
  if (names.length === 0) return undefined;
  throw new ResumeError(folder, `none of its checkpoints is whole (${names.join(', ')})`, {
    advice: 'Train anew, or restore the folder from a copy',
  });
}

/** Reads one checkpoint. @throws DataError when either file is missing or has changed since it was written */
export function readCheckpoint(folder: string, name: string): Checkpoint {
  const { manifest, checksum } = readManifest(folder, name);
  const path = tensorsPath(folder, name);
  if (!fs.existsSync(path)) throw new DataError(path, 'the file is missing');
  if (fileSha256(path) !== manifest.tensorsSha256) {
    throw new DataError(path, 'the file is damaged: its bytes do not match the checksum kept beside it');
  }
  const { best, state } = manifest;
  return { name, tensors: readSafetensors(path), state, ...(best === undefined ? {} : { best }), hash: checksum };
}

/** The hash of a checkpoint on disk, once both its files are found whole. @throws DataError when they are not */
export const checkpointHash = (folder: string, name: string): string => readCheckpoint(folder, name).hash;

const tensorsPath = (folder: string, name: string): string => join(folder, `${name}.safetensors`);
const manifestPath = (folder: string, name: string): string => join(folder, `${name}.json`);

/** From the oldest to the newest. Names are padded, so a longer one is newer. */
function committedNames(folder: string, calls: Pick<FileCalls, 'readdirSync'>): string[] {
  if (!fs.existsSync(folder)) return [];
  return calls
    .readdirSync(folder)
    .filter((file) => file.endsWith('.json') && NAME.test(file.slice(0, -5)))
    .map((file) => file.slice(0, -5))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** Removes what the checkpoint just written makes superfluous, newer ones included: those were damaged, or it could not follow. */
function prune(folder: string, name: string, calls: FileCalls): void {
  const names = committedNames(folder, calls);
  const before = names[names.indexOf(name) - 1];
  const kept = new Set([name, bestOf(folder, name)]);
  if (before !== undefined) kept.add(before).add(bestOf(folder, before));
  for (const file of calls.readdirSync(folder)) {
    const [base = '', ...endings] = file.split('.');
    const isTemporary = endings.at(-1) === 'tmp';
    if (NAME.test(base) && (isTemporary || !kept.has(base))) calls.rmSync(join(folder, file), { force: true });
  }
}

function bestOf(folder: string, name: string): string | undefined {
  try {
    return readManifest(folder, name).manifest.best;
  } catch {
    return undefined;
  }
}

const SEAL_START = '{"checksum":"';
const SEAL_END = '",';

/** Puts the checksum of a JSON object's bytes in front of its first key. */
function seal(object: Uint8Array): { bytes: Buffer; checksum: string } {
  const checksum = createHash('sha256').update(object).digest('hex');
  return { bytes: Buffer.concat([Buffer.from(SEAL_START + checksum + SEAL_END), object.subarray(1)]), checksum };
}

function readManifest(folder: string, name: string): { manifest: Manifest; checksum: string } {
  const path = manifestPath(folder, name);
  if (!fs.existsSync(path)) throw new DataError(path, 'the file is missing');
  const found = fs.readFileSync(path);
  const object = Buffer.concat([Buffer.from('{'), found.subarray(SEAL_START.length + 64 + SEAL_END.length)]);
  const { bytes, checksum } = seal(object);
  // Bytes are compared, not values: a flipped bit that still parses is a flipped bit.
  if (!bytes.equals(found)) throw new DataError(path, 'the file is damaged: its bytes do not match their checksum');
  return { manifest: JSON.parse(object.toString()) as Manifest, checksum };
}

function* hashing(pieces: Iterable<Uint8Array>, hash: ReturnType<typeof createHash>): Generator<Uint8Array> {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

function fileSha256(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(2 ** 20);
  const file = fs.openSync(path, 'r');
  try {
    for (let count = 1; count > 0; ) {
      count = fs.readSync(file, buffer);
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    fs.closeSync(file);
  }
  return hash.digest('hex');
}

/** The same value with sorted keys. @throws ElboError at what JSON would change in silence: NaN, functions, typed arrays */
function canonical(value: unknown, at: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => canonical(item, `${at}[${index}]`));
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item, `${at}.${key}`)]),
    );
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  const given = typeof value === 'object' ? (value as object).constructor.name : String(value);
  throw new ElboError(`checkpoint ${at}`, `${given} cannot be kept in JSON`, {
    expected: 'a finite number, text, true, false, null, a list or a plain object',
  });
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
