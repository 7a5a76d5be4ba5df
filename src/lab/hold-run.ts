import { ElboError } from '../base/errors.ts';
import type { Lease } from '../store/lease.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { RunOptions, RunOutcome } from './run-options.ts';

/** Holds the run while a piece of work lasts, and keeps how it ended. */
export async function holdRun(
  run: RunFolder,
  options: RunOptions,
  work: (lease: Lease) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const lease = run.acquire();
  try {
    options.onEvent?.({ kind: 'run', path: run.path, notices: lease.notices });
    const outcome = await work(lease);
    const reason = outcome.status === 'finished' ? 'It finished.' : `It was asked to stop (${outcome.exitCode}).`;
    lease.release({ code: outcome.exitCode, reason });
    return outcome;
  } catch (error) {
    lease.release({ code: error instanceof ElboError ? error.exitCode : 1, reason: (error as Error).message });
    throw error;
  }
}
