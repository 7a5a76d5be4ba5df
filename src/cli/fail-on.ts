/** `--fail-on`: findings that make a command end with an exit code of their own, for scripts that must not go on. */
import { Option } from 'commander';
import { ConfigError } from '../base/errors.ts';
import { type Finding, VERDICTS } from '../diagnose/finding.ts';
import type { Output } from './output.ts';

export const FAIL_ON_LEVELS = ['warning', 'problem'] as const;
export type FailOn = (typeof FAIL_ON_LEVELS)[number];

const EXIT_CODE = 7;

/** Refuses other levels itself, as every message here reads. */
export const failOnOption = (): Option =>
  new Option(
    '--fail-on <verdict>',
    `end with exit code ${EXIT_CODE} on such findings: ${FAIL_ON_LEVELS.join(', ')}`,
  ).argParser((given): FailOn => {
    const level = FAIL_ON_LEVELS.find((name) => name === given);
    if (level !== undefined) return level;
    throw new ConfigError('--fail-on', `"${given}" is not known`, { expected: FAIL_ON_LEVELS, given });
  });

/** @returns the exit code: 7 when a finding is as bad as `failOn` or worse, else 0 */
export function exitCodeOf(findings: readonly Finding[], failOn: FailOn | undefined, output: Output): number {
  if (failOn === undefined) return 0;
  const bad = findings.filter(({ verdict }) => VERDICTS.indexOf(verdict) >= VERDICTS.indexOf(failOn));
  if (bad.length === 0) return 0;
  output.warn(`--fail-on ${failOn}: reached by ${[...new Set(bad.map(({ id }) => id))].join(', ')}.`);
  return EXIT_CODE;
}
