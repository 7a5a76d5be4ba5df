/**
 * Runs an experiment in a worker thread, so that the main thread stays free for signals and progress while the engine
 * computes. A stop is a number in shared memory, read between chunks of steps.
 */
import { Worker } from 'node:worker_threads';
import { ElboError } from '../base/errors.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import type { ExperimentEvent } from './run-options.ts';

export type WorkerJob = {
  readonly config: ExperimentConfig;
  readonly configText: string;
  readonly context: LoadContext;
} & ({ readonly runs: string } | { readonly resume: string; readonly force?: boolean; readonly moreEpochs?: number });

export interface WorkerOutcome {
  /** The run's folder. */
  readonly path: string;
  readonly status: 'finished' | 'interrupted';
  readonly exitCode: number;
}

/** What the worker says. */
export type WorkerMessage =
  | { readonly kind: 'event'; readonly event: ExperimentEvent }
  | { readonly kind: 'outcome'; readonly outcome: WorkerOutcome }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      /** Of a person's mistake; undefined for ours. */
      readonly known: { readonly exitCode: number; readonly where: string } | undefined;
    };

/** An error made in the worker, with its own message and exit code. */
export class WorkerError extends Error {
  readonly exitCode: number;
  readonly where: string;

  constructor(name: string, message: string, { exitCode, where }: { exitCode: number; where: string }) {
    super(message);
    this.name = name;
    this.exitCode = exitCode;
    this.where = where;
  }
}

/** A flag that asks for a stop: the exit code to end with, 0 while none is wanted. */
export class StopFlag {
  readonly memory = new Int32Array(new SharedArrayBuffer(4));

  request(exitCode: number): void {
    Atomics.store(this.memory, 0, exitCode);
  }

  get code(): number {
    return Atomics.load(this.memory, 0);
  }
}

/** @throws WorkerError for a person's mistake; the worker's own error otherwise */
export function runInWorker(
  job: WorkerJob,
  stop: StopFlag,
  onEvent: (event: ExperimentEvent) => void,
): Promise<WorkerOutcome> {
  return new Promise((resolve, reject) => {
    const isSource = import.meta.url.endsWith('.ts');
    const worker = new Worker(new URL(`./worker-thread.${isSource ? 'ts' : 'js'}`, import.meta.url), {
      workerData: { job, stop: stop.memory },
      ...(isSource ? { execArgv: ['--import', typeStripper()] } : {}),
    });
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'event') onEvent(message.event);
      else if (message.kind === 'outcome') resolve(message.outcome);
      else if (message.known === undefined) reject(unexpected(message));
      else reject(new WorkerError(message.name, message.message, message.known));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new ElboError('training', `the worker thread ended with code ${code}`)));
  });
}

function unexpected({ message, stack }: { message: string; stack: string }): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}

/** Straight from the sources, types have to be taken off first, whatever started the main thread. */
function typeStripper(): string {
  const api = import.meta.resolve('tsx/esm/api');
  return `data:text/javascript,${encodeURIComponent(`import { register } from '${api}'; register();`)}`;
}
