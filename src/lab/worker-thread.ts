/** The worker's side of `runInWorker`. */
import { parentPort, workerData } from 'node:worker_threads';
import { ElboError } from '../base/errors.ts';
import { explained } from '../store/files.ts';
import { openRun } from '../store/run-folder.ts';
import { resumeExperiment } from './resume-experiment.ts';
import { runExperiment } from './run-experiment.ts';
import type { WorkerJob, WorkerMessage } from './run-in-worker.ts';

const { job, stop } = workerData as { job: WorkerJob; stop: Int32Array };
const say = (message: WorkerMessage): void => parentPort!.postMessage(message);

try {
  const options = {
    ...job,
    runs: 'runs' in job ? job.runs : '',
    onEvent: (event: Extract<WorkerMessage, { kind: 'event' }>['event']) => say({ kind: 'event', event }),
    stopCode: () => Atomics.load(stop, 0),
  };
  const { run, status, exitCode } =
    'resume' in job
      ? await resumeExperiment(openRun(job.resume), job.config, options)
      : await runExperiment(job.config, options);
  say({ kind: 'outcome', outcome: { path: run.path, status, exitCode } });
} catch (thrown) {
  const error = explained(thrown);
  const { name, message, stack = '' } = error as Error;
  const known = error instanceof ElboError ? { exitCode: error.exitCode, where: error.where } : undefined;
  say({ kind: 'error', name, message, stack, known });
}
