/**
 * Who may write a run. Each start is an attempt: a folder `attempts/<n>/` with `lease.json` while it is held and
 * `exit.json` once it ended. The newest attempt is the holder; older ones may no longer write.
 *
 * A new attempt is a folder prepared aside and renamed into place. A rename onto a folder that is there fails, so of
 * several processes exactly one gets a number. Order is by number, never by clock.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { ResumeError } from '../base/errors.ts';
import { explainingFailure, replaceJson } from './files.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** `lease.json` */
export interface LeaseRecord extends ProcessIdentity {
  /** ISO 8601; renewed while the process lives. */
  readonly renewedAt: string;
}

/** `exit.json` */
export interface ExitRecord {
  /** Exit code of the command. */
  readonly code: number;
  /** Whole sentences. */
  readonly reason: string;
}

export interface AttemptRecord {
  readonly attempt: number;
  /** `held`: its process lives, as far as can be seen. `lost`: it ended without saying so. */
  readonly state: 'held' | 'ended' | 'lost';
  readonly lease?: LeaseRecord;
  readonly exit?: ExitRecord;
}

/** A holder on another machine counts as gone after this time without renewal. */
const STALE_AFTER_MS = 60_000;
const RENEW_EVERY_MS = 10_000;

export class Lease {
  readonly attempt: number;
  /** What a person should know: that a lost attempt was taken over. */
  readonly notices: readonly string[];
  readonly #run: string;
  readonly #timer: NodeJS.Timeout;

  constructor(run: string, attempt: number, notices: readonly string[]) {
    this.#run = run;
    this.attempt = attempt;
    this.notices = notices;
    this.#timer = setInterval(() => this.#renew(), RENEW_EVERY_MS).unref();
  }

  /** Call before anything is committed. @throws ResumeError when another process has taken over meanwhile */
  assertHeld(): void {
    const newest = newestAttempt(this.#run);
    if (newest === this.attempt) return;
    clearInterval(this.#timer);
    throw new ResumeError(this.#run, `attempt ${newest} has taken over from this one, attempt ${this.attempt}`, {
      advice: 'This process may have been suspended for more than a minute. It writes nothing more',
    });
  }

  /** Gives the run back and says how the attempt ended. */
  release(exit: ExitRecord): void {
    clearInterval(this.#timer);
    const { code, reason } = exit;
    replaceJson(join(attemptFolder(this.#run, this.attempt), 'exit.json'), { code, reason });
  }

  #renew(): void {
    try {
      this.assertHeld();
      replaceJson(join(attemptFolder(this.#run, this.attempt), 'lease.json'), leaseNow());
    } catch {
      // A full disk may have room at the next renewal; a lost lease is reported where something would be committed.
    }
  }
}

/**
 * Takes the run for this process, until `release` or its death.
 *
 * @param run - the run's folder
 * @throws ResumeError saying who holds it
 * @throws ElboError when the folder may not be written
 */
export function acquireLease(run: string): Lease {
  const attempts = join(run, 'attempts');
  explainingFailure(attempts, () => fs.mkdirSync(attempts, { recursive: true }));
  for (;;) {
    const newest = newestAttempt(run);
    const before = newest === 0 ? undefined : readAttempt(run, newest);
    if (before?.state === 'held') throw heldBy(run, before);
    const notices = before?.state === 'lost' ? [takenOver(run, before)] : [];
    // Lost to another process: look again, and most likely find it holding.
    if (claim(attempts, newest + 1)) return new Lease(run, newest + 1, notices);
  }
}

/** The newest attempt; undefined for a run that never started. Changes nothing on disk. */
export function currentAttempt(run: string): AttemptRecord | undefined {
  const newest = newestAttempt(run);
  return newest === 0 ? undefined : readAttempt(run, newest);
}

const attemptFolder = (run: string, attempt: number): string => join(run, 'attempts', String(attempt));

const leaseNow = (): LeaseRecord => ({ ...thisProcess(), renewedAt: new Date().toISOString() });

function newestAttempt(run: string): number {
  const attempts = join(run, 'attempts');
  if (!fs.existsSync(attempts)) return 0;
  return fs
    .readdirSync(attempts)
    .reduce((newest, name) => (/^\d+$/.test(name) ? Math.max(newest, Number(name)) : newest), 0);
}

/** @returns false when another process has the number already */
function claim(attempts: string, attempt: number): boolean {
  const prepared = join(attempts, `claim-${randomBytes(8).toString('hex')}`);
  return explainingFailure(attempts, () => {
    try {
      fs.mkdirSync(prepared);
      fs.writeFileSync(join(prepared, 'lease.json'), `${JSON.stringify(leaseNow(), undefined, 2)}\n`);
      fs.renameSync(prepared, join(attempts, String(attempt)));
      return true;
    } catch (error) {
      fs.rmSync(prepared, { recursive: true, force: true });
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // Windows answers EPERM where others say that the folder is not empty.
      const isTaken =
        ['ENOTEMPTY', 'EEXIST'].includes(code) || (code === 'EPERM' && fs.existsSync(join(attempts, String(attempt))));
      if (isTaken) return false;
      throw error;
    }
  });
}

function readAttempt(run: string, attempt: number): AttemptRecord {
  const folder = attemptFolder(run, attempt);
  const lease = readJsonIfWhole<LeaseRecord>(join(folder, 'lease.json'));
  const exit = readJsonIfWhole<ExitRecord>(join(folder, 'exit.json'));
  const state = exit !== undefined ? 'ended' : lease !== undefined && isHeld(lease) ? 'held' : 'lost';
  return { attempt, state, ...(lease === undefined ? {} : { lease }), ...(exit === undefined ? {} : { exit }) };
}

/** Both files are renamed into place whole; one that cannot be read comes from a power cut, and its process is gone. */
function readJsonIfWhole<T>(path: string): T | undefined {
  try {
    return (JSON.parse(fs.readFileSync(path, 'utf8')) as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function isHeld(lease: LeaseRecord): boolean {
  const alive = isAlive(lease);
  // Of a process on another machine only its renewals are seen. One from the future (a clock was set back) counts as fresh.
  return alive ?? Date.now() - Date.parse(lease.renewedAt) < STALE_AFTER_MS;
}

const describeHolder = ({ attempt, lease }: AttemptRecord): string =>
  lease === undefined
    ? `attempt ${attempt}`
    : `attempt ${attempt} (process ${lease.pid} on ${lease.host}, last heard of at ${lease.renewedAt})`;

const heldBy = (run: string, holder: AttemptRecord): ResumeError =>
  new ResumeError(run, `the run is held by ${describeHolder(holder)}`, {
    advice: `Wait for it or end it. If it is surely gone, delete attempts/${holder.attempt}/lease.json and try again`,
  });

const takenOver = (run: string, lost: AttemptRecord): string =>
  `${run}: ${describeHolder(lost)} ended without saying so. Attempt ${lost.attempt + 1} takes over.`;
