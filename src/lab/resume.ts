/** What a resumed run must agree on with the run it continues, so that it computes the same bits. */
import { ResumeError } from '../base/errors.ts';
import type { Fingerprints } from '../data/fingerprint.ts';
import type { Environment } from './environment.ts';

/** The first path at which two documents differ, with both values. */
export function firstDifference(
  before: unknown,
  now: unknown,
): { path: string; before: string; now: string } | undefined {
  const [old, fresh] = [flatPaths(before), flatPaths(now)];
  for (const path of new Set([...old.keys(), ...fresh.keys()])) {
    const [a = 'nothing', b = 'nothing'] = [old.get(path), fresh.get(path)];
    if (a !== b) return { path, before: a, now: b };
  }
  return undefined;
}

function flatPaths(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([[path, JSON.stringify(value) ?? 'nothing']]);
  const join = (key: string) => (path === '' ? key : `${path}.${key}`);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flatPaths(inner, join(key))]));
}

/** @throws ResumeError naming the first field of the config that differs */
export function requireSameConfig(run: string, before: unknown, now: unknown): void {
  const difference = firstDifference(before, now);
  if (difference === undefined) return;
  throw new ResumeError(run, `config.${difference.path} was ${difference.before} and is ${difference.now}`, {
    expected: 'the config the run began with',
    advice: 'Leave the override out, or train a new run',
  });
}

/** @throws ResumeError naming what differs */
export function requireSameEnvironment(run: string, before: Environment, now: Environment): void {
  const difference = firstDifference(before, now);
  if (difference === undefined) return;
  throw new ResumeError(run, `${difference.path} was ${difference.before} and is ${difference.now}`, {
    expected: 'the same kind of machine, versions and threads: other ones compute other bits',
    advice:
      difference.path === 'threads'
        ? `Set threads=${difference.before} in the config of a new run, or resume where that many cores are`
        : 'Resume it there, or train a new run',
  });
}

/** @throws ResumeError naming what differs */
export function requireSameData(run: string, before: Fingerprints, now: Fingerprints): void {
  const difference = firstDifference(before, now);
  if (difference === undefined) return;
  throw new ResumeError(
    run,
    `the fingerprint of ${difference.path} was ${difference.before} and is ${difference.now}`,
    {
      expected: 'the data the run began with',
      advice: 'Restore the data file, or train a new run',
    },
  );
}
