/**
 * A run is a folder, and its files are the truth: this file knows their names. Nothing inside holds an absolute path, so
 * a run that was moved, renamed or copied is the same run.
 */
import fs from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError, DataError } from '../base/errors.ts';
import {
  explainingFailure,
  listFolders,
  readJson,
  replaceFile,
  replaceJson,
  syncFolder,
  syncIfPresent,
} from './files.ts';
import { makeNamedFolder } from './folder-name.ts';
import { appendJsonl, type JsonlContent, readJsonl, repairJsonl, truncateJsonl } from './jsonl.ts';
import { acquireLease, type Lease } from './lease.ts';
import { type EpochRecord, RUN_STATES, type RunStatus } from './run-record.ts';

/** JSON documents of a run, written whole. */
export type RunDocument = 'config.resolved' | 'env' | 'prepared' | 'summary' | 'findings';

const LINE_FILES = ['metrics.jsonl', 'steps.jsonl', 'timings.jsonl'];

/** Lines of each file of lines at the time of a checkpoint. */
export interface LineCounts {
  readonly metrics: number;
  readonly steps: number;
  readonly timings: number;
}

/** What a run begins with. */
export interface RunStart {
  /** Goes into the folder's name, as far as file names allow. */
  readonly name: string;
  /** The config's text as given: `config.yaml`. */
  readonly config: string;
  /** Every key with its value: `config.resolved.json`. */
  readonly resolved: unknown;
  /** Versions, threads, machine: `env.json`. */
  readonly environment: unknown;
}

export interface RunListing {
  readonly id: string;
  readonly path: string;
  readonly status?: RunStatus;
  /** Why the run cannot be read: a whole sentence. */
  readonly problem?: string;
}

/** One run. Reading it writes nothing; whoever writes calls `acquire` first. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The folder's name. */
  get id(): string {
    return basename(this.path);
  }

  get checkpoints(): string {
    return this.file('checkpoints');
  }

  /** The path of a file in the run, such as `model/encoder.onnx`. Its folder may have to be made. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Takes the run for this process and removes lines that a process before it left torn. @throws ResumeError when it is held */
  acquire(): Lease {
    const lease = acquireLease(this.path);
    for (const file of LINE_FILES) repairJsonl(this.file(file));
    return lease;
  }

  /** Keeps the lines that belong to the checkpoint resumed from. @throws ResumeError when a file has fewer */
  rewind({ metrics, steps, timings }: LineCounts): void {
    truncateJsonl(this.file('metrics.jsonl'), metrics);
    truncateJsonl(this.file('steps.jsonl'), steps);
    truncateJsonl(this.file('timings.jsonl'), timings);
  }

  /** Makes the lines appended so far survive a power cut: call before each checkpoint, which must not be ahead of them. */
  flush(): void {
    for (const file of LINE_FILES) syncIfPresent(this.file(file));
    syncFolder(this.path);
  }

  readStatus(): RunStatus {
    return readStatus(this.path);
  }

  writeStatus(status: RunStatus): void {
    replaceJson(this.file('status.json'), status);
  }

  /** The config's text as it was given. */
  readConfig(): string {
    return fs.readFileSync(this.file('config.yaml'), 'utf8');
  }

  /** @returns undefined when the run has no such document yet. @throws DataError when it is damaged */
  read(document: RunDocument): unknown {
    const path = this.file(`${document}.json`);
    return fs.existsSync(path) ? readJson(path) : undefined;
  }

  write(document: RunDocument, value: unknown): void {
    replaceJson(this.file(`${document}.json`), value);
  }

  appendEpoch(record: EpochRecord): void {
    appendJsonl(this.file('metrics.jsonl'), [record]);
  }

  /** One record per step; many at a time, for a chunk of steps ends at once. */
  appendSteps(records: readonly unknown[]): void {
    appendJsonl(this.file('steps.jsonl'), records);
  }

  appendTiming(record: unknown): void {
    appendJsonl(this.file('timings.jsonl'), [record]);
  }

  readEpochs(): JsonlContent<EpochRecord> {
    return readJsonl(this.file('metrics.jsonl'));
  }

  /** What people wrote about the run; empty when nobody did. */
  readNotes(): string {
    const path = this.file('notes.md');
    return fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '';
  }

  writeNotes(text: string): void {
    replaceFile(this.file('notes.md'), text);
  }
}

/**
 * Makes a new run `<yyyymmdd-hhmmss-name-xxxx>` (time in UTC). A folder that is there is never taken.
 *
 * @param runs - the folder of runs, made when absent
 * @throws ElboError when it may not be written
 */
export function createRun(runs: string, { name, config, resolved, environment }: RunStart): RunFolder {
  const run = new RunFolder(makeNamedFolder(runs, name));
  explainingFailure(run.path, () => fs.writeFileSync(run.file('config.yaml'), config));
  run.write('config.resolved', resolved);
  run.write('env', environment);
  // Last: a folder without a status is one whose making was cut off.
  run.writeStatus({ state: 'created', epoch: 0, step: 0 });
  return run;
}

/** @throws ConfigError when the folder is not a run. @throws DataError when its status is damaged */
export function openRun(path: string): RunFolder {
  if (!fs.existsSync(path)) throw new ConfigError(path, 'there is no such folder', { expected: 'the folder of a run' });
  readStatus(path);
  return new RunFolder(path);
}

/** All runs in a folder, by name; those that cannot be read say why. Studies are left out. An absent folder has none. */
export function listRuns(runs: string): RunListing[] {
  return listFolders(runs).flatMap((id): RunListing[] => {
    const path = join(runs, id);
    try {
      return [{ id, path, status: readStatus(path) }];
    } catch (error) {
      return fs.existsSync(join(path, 'study.yaml')) ? [] : [{ id, path, problem: (error as Error).message }];
    }
  });
}

function readStatus(run: string): RunStatus {
  const path = join(run, 'status.json');
  let status: RunStatus;
  try {
    status = readJson(path) as RunStatus;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notARun(run) : error;
  }
  if (RUN_STATES.includes(status?.state)) return status;
  throw new DataError(path, `${JSON.stringify(status?.state) ?? 'nothing'} is not the state of a run`, {
    expected: RUN_STATES,
  });
}

const notARun = (path: string): ConfigError =>
  new ConfigError(path, 'the folder has no status.json, so it is not a run, or its making was cut off');
