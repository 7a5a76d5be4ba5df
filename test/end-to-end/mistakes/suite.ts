/** Runs experiments, holds their findings against what is expected of them, and prints what was caught, missed and falsely raised. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError, DataError } from '../../../src/base/errors.ts';
import { type Finding, VERDICTS, type Verdict } from '../../../src/diagnose/finding.ts';
import { applyOverrides, type ConfigValue } from '../../../src/lab/config-text.ts';
import { experiment } from './experiments.ts';
import { findingsBetween, findingsOf } from './findings-of.ts';

export interface Healthy {
  readonly name: string;
  /** A config, or the name of a recipe. */
  readonly base: ConfigValue | string;
  readonly overrides: readonly string[];
  /** Makes the file of the data. */
  readonly source?: (folder: string, seed: number) => string;
}

export interface Mistake extends Healthy {
  /** Overrides of a second run that this one is held beside: then what counts is said of the two. */
  readonly beside?: readonly string[];
  /** Ids of findings with the least verdict that names the mistake; `refused` where it must not even train. */
  readonly expected: Readonly<Record<string, Verdict>>;
}

/** Of one experiment and seed. */
interface Line {
  readonly name: string;
  readonly seed: number;
  /** Ids that were expected and raised. */
  readonly caught: readonly string[];
  /** Ids that were expected and not raised, or too mildly. */
  readonly missed: readonly string[];
  /** Titles of warnings and problems where there should be none. */
  readonly falseAlarms: readonly string[];
}

const isAsBad = (verdict: Verdict, least: Verdict): boolean => VERDICTS.indexOf(verdict) >= VERDICTS.indexOf(least);

async function raisedBy({ base, overrides, source, beside }: Healthy & Partial<Mistake>, seed: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'elbo-mistake-'));
  try {
    const own = source === undefined ? [] : [`data.source=${source(folder, seed)}`];
    const config = await experiment(base, [...own, ...overrides], seed);
    return beside === undefined
      ? await findingsOf(config)
      : await findingsBetween(config, await applyOverrides(config, beside), folder);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof DataError)) throw error;
    return [{ id: 'refused', verdict: 'problem', title: error.message, evidence: {}, advice: [] }] satisfies Finding[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function judgeMistakes(mistakes: readonly Mistake[], seeds: readonly number[]): Promise<Line[]> {
  return judge(mistakes, seeds, ({ expected }, findings) => {
    const isCaught = ([id, least]: [string, Verdict]) =>
      findings.some((finding) => finding.id === id && isAsBad(finding.verdict, least));
    const entries = Object.entries(expected);
    const ids = (those: typeof entries) => those.map(([id]) => id);
    return {
      caught: ids(entries.filter(isCaught)),
      missed: ids(entries.filter((entry) => !isCaught(entry))),
      falseAlarms: [],
    };
  });
}

export async function judgeHealthy(healthy: readonly Healthy[], seeds: readonly number[]): Promise<Line[]> {
  return judge(healthy, seeds, (_, findings) => ({
    caught: [],
    missed: [],
    falseAlarms: findings.flatMap(({ verdict, title }) => (isAsBad(verdict, 'warning') ? title : [])),
  }));
}

async function judge<T extends Healthy>(
  experiments: readonly T[],
  seeds: readonly number[],
  hold: (one: T, findings: readonly Finding[]) => Omit<Line, 'name' | 'seed'>,
): Promise<Line[]> {
  const lines: Line[] = [];
  for (const one of experiments)
    for (const seed of seeds) lines.push({ name: one.name, seed, ...hold(one, await raisedBy(one, seed)) });
  return lines;
}

/** The table that is printed, and the lines under it that went wrong. */
export function tableOf(lines: readonly Line[]): string {
  const names = [...new Set(lines.map(({ name }) => name))];
  const count = (those: readonly Line[], of: 'caught' | 'missed' | 'falseAlarms') =>
    those.reduce((total, line) => total + line[of].length, 0);
  const row = (name: string, those: readonly Line[]) =>
    `${[count(those, 'caught'), count(those, 'missed'), count(those, 'falseAlarms')]
      .map((value) => String(value).padStart(7))
      .join('')}  ${name}`;
  return [
    ' caught missed  false',
    ...names.map((name) =>
      row(
        name,
        lines.filter((line) => line.name === name),
      ),
    ),
    row('all', lines),
    ...wrongOf(lines),
  ].join('\n');
}

/** What was missed and falsely raised, a line each. */
export const wrongOf = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ name, seed, missed, falseAlarms }) => [
    ...missed.map((id) => `missed ${id}: ${name}, seed ${seed}`),
    ...falseAlarms.map((title) => `false alarm: ${name}, seed ${seed}: ${title}`),
  ]);
