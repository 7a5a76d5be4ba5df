/** Acquires a lease at the time it is told, and holds it until it is told to release. */
import type { ElboError } from '../../src/base/errors.ts';
import { acquireLease, type Lease } from '../../src/store/lease.ts';

export type RaceOrder = { readonly run: string; readonly at: number } | 'release';
export type RaceResult = { readonly attempt?: number; readonly exitCode?: number } | undefined;

let held: Lease | undefined;
const tell = (result: NonNullable<RaceResult>): boolean => process.send!(result);

process.on('message', (order: RaceOrder) => {
  if (order === 'release') {
    held?.release({ code: 0, reason: 'Finished.' });
    held = undefined;
    tell({});
    return;
  }
  while (Date.now() < order.at);
  try {
    held = acquireLease(order.run);
    tell({ attempt: held.attempt });
  } catch (error) {
    tell({ exitCode: (error as ElboError).exitCode });
  }
});
tell({});
