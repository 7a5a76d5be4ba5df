/** What a resumed run must agree on with the run it continues, so that it computes the same bits. */
import { ResumeError } from '../base/errors.ts';
import type { Fingerprints } from '../data/fingerprint.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { EpochRecord } from '../store/run-record.ts';
import type { Environment } from './environment.ts';
import type { ExperimentConfig } from './experiment-config.ts';

/** Every path at which two documents differ, with both values. */
export function allDifferences(before: unknown, now: unknown): Fork[] {
  const [old, fresh] = [flatPaths(before), flatPaths(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) => {
    const [a = 'nothing', b = 'nothing'] = [old.get(path), fresh.get(path)];
    return a === b ? [] : [{ path, before: a, now: b }];
  });
}

/** The first of them. */
export const firstDifference = (before: unknown, now: unknown): Fork | undefined => allDifferences(before, now)[0];

function flatPaths(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([[path, JSON.stringify(value) ?? 'nothing']]);
  const join = (key: string) => (path === '' ? key : `${path}.${key}`);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flatPaths(inner, join(key))]));
}

/** A run that went on with another value from a step on. */
export interface Fork {
  readonly path: string;
  readonly before: string;
  readonly now: string;
}

/** The one value that may be forced: it changes what later steps do, and not what earlier ones mean. */
const FORCED = 'training.optimizer.learningRate';

/**
 * @param force - lets the learning rate differ
 * @returns the difference that was forced, if there is one
 * @throws ResumeError naming the first field of the config that differs
 */
export function requireSameConfig(run: string, before: unknown, now: unknown, force: boolean): Fork | undefined {
  const differences = allDifferences(before, now);
  const isForced = ({ path }: Fork) => force && (path === FORCED || path.startsWith(`${FORCED}.`));
  const refused = differences.find((difference) => !isForced(difference));
  if (refused === undefined) return differences[0];
  throw new ResumeError(run, `config.${refused.path} was ${refused.before} and is ${refused.now}`, {
    expected: 'the config the run began with',
    advice:
      refused.path === FORCED
        ? 'Leave the override out, train a new run, or fork this one with --force'
        : 'Leave the override out, or train a new run',
  });
}

/** @throws ResumeError when the run can only be resumed */
export function requireFinished(run: RunFolder): void {
  const { state } = run.readStatus();
  if (state === 'finished') return;
  throw new ResumeError(run.path, `the run has not finished: it is ${state}`, {
    expected: 'a finished run to continue',
    advice: `Finish it first: elbo train --resume ${run.path}`,
  });
}

/** The config of a finished run whose last phase goes on for so many epochs more. */
export function withMoreEpochs(
  config: ExperimentConfig,
  records: readonly EpochRecord[],
  moreEpochs: number,
): ExperimentConfig {
  const lastPhase = records.at(-1)?.phase;
  // What was done, not what was planned: the run may have stopped early.
  const epochs = records.filter(({ phase }) => phase === lastPhase).length + moreEpochs;
  const { strategy, training } = config;
  if (typeof strategy === 'string') return { ...config, training: { ...training, epochs } };
  return { ...config, strategy: [...strategy.slice(0, -1), { ...strategy.at(-1), epochs }] };
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
