/** What a signal asks a training for: to stop after the current chunk of steps, and to be resumable. */
import type { StopFlag } from '../lab/run-in-worker.ts';
import type { Output } from './output.ts';

/** SIGINT ends with 130, SIGTERM with 143, SIGUSR1 with 75: "checkpointed, please requeue". */
export function obeySignals(stop: StopFlag, output: Output): void {
  const ask = (signal: NodeJS.Signals, exitCode: number, text: string): void => {
    process.on(signal, () => {
      if (signal === 'SIGINT' && stop.code === exitCode) endNow(exitCode);
      if (stop.code === 0) output.warn(text);
      stop.request(exitCode);
    });
  };
  ask('SIGINT', 130, 'Stopping after this chunk of steps; Ctrl-C again ends at once.');
  ask('SIGTERM', 143, 'Asked to end: stopping after this chunk of steps.');
  // Node would open its debugger at this signal; a listener of our own takes its place.
  if (process.platform !== 'win32') ask('SIGUSR1', 75, 'Asked to make room: stopping after this chunk of steps.');
}

function endNow(exitCode: number): void {
  // Leaving in good order waits for the worker, which cannot be interrupted inside a chunk; the signal's own action does not.
  process.removeAllListeners('SIGINT');
  if (process.platform === 'win32') process.exit(exitCode);
  process.kill(process.pid, 'SIGINT');
}
