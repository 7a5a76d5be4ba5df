import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ResumeError } from '../../src/base/errors.ts';
import { acquireLease, currentAttempt, type LeaseRecord } from '../../src/store/lease.ts';
import { thisProcess } from '../../src/store/process-identity.ts';
import { raceForLeases } from './lease-race.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'elbo-lease-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

let run: string;
let count = 0;
beforeEach(() => {
  run = join(root, String(count++));
  fs.mkdirSync(run);
});

const leaseFile = (attempt: number): string => join(run, 'attempts', String(attempt), 'lease.json');

/** Leaves an attempt 1 by another process. */
function heldBy(lease: Partial<LeaseRecord>): LeaseRecord {
  const record = { ...thisProcess(), renewedAt: new Date().toISOString(), ...lease };
  fs.mkdirSync(join(run, 'attempts', '1'), { recursive: true });
  fs.writeFileSync(leaseFile(1), JSON.stringify(record));
  return record;
}

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await new Promise((done) => child.once('exit', done));
  return child.pid!;
}

test('attempts are counted, and each says how it ended', () => {
  expect(currentAttempt(run)).toBeUndefined();
  const first = acquireLease(run);
  expect(first.attempt).toBe(1);
  expect(first.notices).toEqual([]);
  expect(currentAttempt(run)).toMatchObject({ attempt: 1, state: 'held', lease: thisProcess() });
  first.release({ code: 75, reason: 'Asked to stop.' });
  expect(currentAttempt(run)).toMatchObject({
    attempt: 1,
    state: 'ended',
    exit: { code: 75, reason: 'Asked to stop.' },
  });
  const second = acquireLease(run);
  expect(second.attempt).toBe(2);
  expect(second.notices).toEqual([]);
  second.release({ code: 0, reason: 'Finished.' });
  expect(fs.readdirSync(join(run, 'attempts')).sort()).toEqual(['1', '2']);
});

test('a held run is refused with exit code 5, saying who holds it', () => {
  const lease = acquireLease(run);
  const { renewedAt } = currentAttempt(run)!.lease!;
  try {
    acquireLease(run);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ResumeError);
    expect((error as ResumeError).exitCode).toBe(5);
    expect((error as ResumeError).message).toBe(
      `${run}: the run is held by attempt 1 (process ${process.pid} on ${hostname()}, last heard of at ${renewedAt}). ` +
        'Wait for it or end it. If it is surely gone, delete attempts/1/lease.json and try again.',
    );
  }
  lease.release({ code: 0, reason: 'Finished.' });
});

describe('fault 15: a stale lease', () => {
  test('of a dead process is taken over with a notice', async () => {
    const { processStart: _, ...identity } = thisProcess();
    const { renewedAt } = heldBy({ ...identity, pid: await endedProcess() });
    const { pid } = currentAttempt(run)!.lease!;
    const lease = acquireLease(run);
    expect(lease.attempt).toBe(2);
    expect(lease.notices).toEqual([
      `${run}: attempt 1 (process ${pid} on ${hostname()}, last heard of at ${renewedAt}) ended without saying so. Attempt 2 takes over.`,
    ]);
    lease.release({ code: 0, reason: 'Finished.' });
  });

  test.runIf(process.platform === 'linux')('of a process whose number was given to another is taken over', () => {
    heldBy({ processStart: '1' });
    const lease = acquireLease(run);
    expect(lease.attempt).toBe(2);
    lease.release({ code: 0, reason: 'Finished.' });
  });

  test('of another machine is taken over after 60 s without renewal, not before', () => {
    heldBy({ host: 'elsewhere', renewedAt: ago(55) });
    expect(() => acquireLease(run)).toThrow(/held by attempt 1 \(process \d+ on elsewhere/);
    heldBy({ host: 'elsewhere', renewedAt: ago(61) });
    const lease = acquireLease(run);
    expect(lease.attempt).toBe(2);
    expect(lease.notices.length).toBe(1);
    lease.release({ code: 0, reason: 'Finished.' });
  });

  test('of this machine before it was restarted counts as of another machine', () => {
    heldBy({ numbering: 'boot before', renewedAt: ago(5) });
    expect(() => acquireLease(run)).toThrow(ResumeError);
    heldBy({ numbering: 'boot before', renewedAt: ago(61) });
    acquireLease(run).release({ code: 0, reason: 'Finished.' });
  });

  test('that was deleted or garbled is taken over', () => {
    heldBy({});
    fs.writeFileSync(leaseFile(1), '');
    const lease = acquireLease(run);
    expect(lease.notices).toEqual([`${run}: attempt 1 ended without saying so. Attempt 2 takes over.`]);
    fs.rmSync(leaseFile(2));
    acquireLease(run).release({ code: 0, reason: 'Finished.' });
    expect(currentAttempt(run)!.attempt).toBe(3);
  });

  test('a live process is refused however long ago it renewed: it may be suspended', () => {
    heldBy({ renewedAt: ago(3600) });
    expect(() => acquireLease(run)).toThrow(ResumeError);
  });

  test('the holder that was taken over may commit nothing more', () => {
    const suspended = acquireLease(run);
    suspended.assertHeld();
    heldBy({ host: 'elsewhere', renewedAt: ago(61) });
    const lease = acquireLease(run);
    expect(() => suspended.assertHeld()).toThrow(
      `${run}: attempt 2 has taken over from this one, attempt 1. ` +
        'This process may have been suspended for more than a minute. It writes nothing more.',
    );
    lease.assertHeld();
    lease.release({ code: 0, reason: 'Finished.' });
  });
});

describe('fault 11: a clock that was set back', () => {
  test('a lease renewed in the future of this clock is fresh', () => {
    heldBy({ host: 'elsewhere', renewedAt: ago(-3600) });
    expect(() => acquireLease(run)).toThrow(ResumeError);
  });

  test('attempts are ordered by number, whatever their times say', () => {
    for (const [attempt, renewedAt] of [
      [9, ago(-3600)],
      [10, ago(3600)],
    ] as const) {
      fs.mkdirSync(join(run, 'attempts', String(attempt)), { recursive: true });
      fs.writeFileSync(leaseFile(attempt), JSON.stringify({ ...thisProcess(), renewedAt }));
      fs.writeFileSync(join(run, 'attempts', String(attempt), 'exit.json'), '{"code":0,"reason":""}');
    }
    const lease = acquireLease(run);
    expect(lease.attempt).toBe(11);
    lease.release({ code: 0, reason: 'Finished.' });
  });
});

test('fault 14: of two processes that start one run at once exactly one wins, and the other gets exit code 5', async () => {
  await raceForLeases(root, 20);
});
