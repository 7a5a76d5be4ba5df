/**
 * Which columns share something with the others: an encoder-decoder is trained, the columns it reconstructs worst on
 * validation rows are dropped, and again, until all that are left reconstruct well. A study: every round of every seed is a
 * run of its own, and whoever opens the folder may go on.
 */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from '../base/errors.ts';
import { mean } from '../base/statistics.ts';
import type { RankedColumn, Relevance, RelevanceRound, RelevanceSeed } from '../report/relevance-report.ts';
import { writeRelevanceReport } from '../report/relevance-report.ts';
import { readJson, replaceJson } from '../store/files.ts';
import { acquireLease } from '../store/lease.ts';
import { openRun } from '../store/run-folder.ts';
import type { PlannedMember, StudyFolder, StudyMember } from '../store/study-folder.ts';
import { type ColumnSkill, columnSkills } from './column-skill.ts';
import { type ConfigValue, parseConfigText } from './config-text.ts';
import { type ExperimentConfig, resolveConfig } from './experiment-config.ts';
import { readSummary } from './run-files.ts';
import { runMember, type StudyOptions, type StudySummary } from './run-study.ts';

export interface RelevanceOptions {
  /** Columns of at least this skill reconstruct well. */
  readonly threshold: number;
  /** Columns dropped after a round, at most. */
  readonly drop: number;
  /** Columns never gone below. */
  readonly keep: number;
}

/** `summary.json` of such a study. */
export interface RelevanceSummary extends StudySummary {
  readonly relevance: Relevance;
}

const FILE = 'relevance.json';

/** What makes a folder such a study, beside its config. */
export const writeRelevanceOptions = (study: StudyFolder, options: RelevanceOptions): void =>
  replaceJson(path.join(study.path, FILE), options);

/** @returns undefined for a study of another kind */
export const readRelevanceOptions = (folder: string): RelevanceOptions | undefined =>
  existsSync(path.join(folder, FILE)) ? (readJson(path.join(folder, FILE)) as RelevanceOptions) : undefined;

/** @throws ConfigError when the config makes other studies than repeats, or leaves nothing to judge columns by */
export function requireRelevanceConfig({ data, folds, splitModelsBy, masking, architecture }: ExperimentConfig): void {
  const refuse = (key: string, problem: string, expected: string): never => {
    throw new ConfigError(`config.${key}`, problem, { expected });
  };
  if (data.split.by !== 'column' && data.split.by !== 'given' && data.split.validation === 0)
    refuse(
      'data.split.validation',
      'columns are dropped by validation rows, and there are none',
      'a share, such as 0.2',
    );
  if (folds > 1) refuse('folds', 'columns are dropped by validation rows, and folds have none', '1');
  if (splitModelsBy !== 'none') refuse('splitModelsBy', 'columns are dropped from one model', 'none');
  if (masking.kind !== 'none')
    refuse('masking', 'columns are judged by their reconstruction, all of them seen', 'none');
  if (architecture.kind === 'classifier-head' && (architecture as { decoder?: unknown }).decoder === 'none')
    refuse('architecture.decoder', 'columns are judged by their reconstruction', 'sizes, such as [16]');
}

/**
 * A dense model of labelled data gets a head, which learns on the means when encoder and decoder have; what it
 * reconstructs keeps every bit.
 */
export function withHead(given: ConfigValue): ConfigValue {
  const { data, strategy, architecture } = resolveConfig(given);
  if (data.label === undefined || architecture.kind !== 'dense' || strategy !== 'joint') return given;
  return {
    ...given,
    architecture: { ...architecture, kind: 'classifier-head' },
    strategy: 'encoder-decoder-then-head',
  } as unknown as ConfigValue;
}

/**
 * @param study - with a whole config and `writeRelevanceOptions`
 * @returns the exit code: 0, or the code a stop asked for, or the first failure's
 */
export async function runRelevance(study: StudyFolder, options: StudyOptions): Promise<number> {
  const lease = acquireLease(study.path);
  try {
    const text = study.readConfig();
    const config = resolveConfig(await parseConfigText(text, path.join(study.path, 'study.yaml')));
    const cores = config.threads === 'auto' ? os.availableParallelism() : config.threads;
    const waiting = seedsOf(config);
    const atOnce = Math.min(cores, waiting.length);
    const threads = Math.max(1, Math.floor(cores / atOnce));
    let exitCode = 0;
    const worker = async (): Promise<void> => {
      for (let seed = waiting.shift(); seed !== undefined && options.stop.code === 0; seed = waiting.shift())
        exitCode ||= await goThroughSeed(study, config, seed, text, threads, options);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await summarizeRelevance(study, options);
    const code = options.stop.code || exitCode;
    lease.release({ code, reason: code === 0 ? 'It finished.' : `It ended with code ${code}.` });
    return code;
  } catch (error) {
    lease.release({ code: 1, reason: (error as Error).message });
    throw error;
  }
}

const seedsOf = ({ seed, seeds }: ExperimentConfig): number[] => Array.from({ length: seeds }, (_, i) => seed + i);

const nameOf = (seed: number, round: number): string => `seed-${seed}-round-${round}`;

async function goThroughSeed(
  study: StudyFolder,
  config: ExperimentConfig,
  seed: number,
  text: string,
  threads: number,
  options: StudyOptions,
): Promise<number> {
  const rule = readRelevanceOptions(study.path)!;
  const dropped: string[] = [];
  for (let round = 1; ; round++) {
    const planned = memberOf(config, seed, round, dropped);
    study.plan([planned]);
    const state = (): StudyMember => study.readMembers().members.find(({ name }) => name === planned.name)!;
    if (state().state !== 'finished') {
      const code = await runMember(study, state(), text, threads, options);
      if (code !== 0 || options.stop.code !== 0) return code;
    }
    const skills = await columnSkills(openRun(path.join(study.runs, state().run!)), options.context);
    const worst = toDrop(skills, rule);
    if (worst.length === 0) return 0;
    dropped.push(...worst.map(({ column }) => column));
  }
}

function memberOf({ data }: ExperimentConfig, seed: number, round: number, dropped: readonly string[]): PlannedMember {
  const { exclude = [], ...others } = data.columns;
  const columns = { ...others, exclude: [...exclude, ...dropped] };
  return {
    name: nameOf(seed, round),
    overrides: { seed, ...(dropped.length === 0 ? {} : { 'data.columns': columns }) },
  };
}

/** Worst first; of equal ones the first in the data. */
export const toDrop = (skills: readonly ColumnSkill[], { threshold, drop, keep }: RelevanceOptions): ColumnSkill[] =>
  skills
    .filter(({ skill }) => skill < threshold)
    .sort((a, b) => a.skill - b.skill)
    .slice(0, Math.max(0, Math.min(drop, skills.length - keep)));

/** Writes the study's summary and report from its finished rounds. */
export async function summarizeRelevance(
  study: StudyFolder,
  { context }: Pick<StudyOptions, 'context'>,
): Promise<RelevanceSummary> {
  const config = resolveConfig(await parseConfigText(study.readConfig(), path.join(study.path, 'study.yaml')));
  const rule = readRelevanceOptions(study.path)!;
  const { members } = study.readMembers();
  const seeds: RelevanceSeed[] = [];
  const tables: (readonly ColumnSkill[])[] = [];
  for (const seed of seedsOf(config)) {
    const rounds: RelevanceRound[] = [];
    let last: readonly ColumnSkill[] = [];
    for (let round = 1; ; round++) {
      const member = members.find(({ name }) => name === nameOf(seed, round));
      if (member?.state !== 'finished') break;
      last = await columnSkills(openRun(path.join(study.runs, member.run!)), context);
      if (round === 1) tables.push(last);
      rounds.push(roundOf(study, member.run!, last, rule));
    }
    if (rounds.length === 0) continue;
    const isFinished = rounds.at(-1)!.dropped.length === 0;
    const gone = new Set(isFinished ? [] : rounds.at(-1)!.dropped.map(({ column }) => column));
    const kept = last.filter(({ column }) => !gone.has(column)).sort((a, b) => b.skill - a.skill);
    seeds.push({ seed, rounds, kept, isFinished });
  }
  const ranking = rankColumns(tables, seeds);
  const relevance: Relevance = {
    name: config.name,
    threshold: rule.threshold,
    seeds,
    ranking,
    keptByAll: (tables[0] ?? [])
      .map(({ column }) => column)
      .filter((column) => seeds.every(({ kept }) => kept.some((each) => each.column === column))),
  };
  const summary: RelevanceSummary = {
    name: config.name,
    runs: members.map(({ name, run, state, reason }) => ({
      member: name,
      state,
      ...(run === undefined ? {} : { run }),
      ...(reason === undefined ? {} : { reason }),
    })),
    // Rounds have different columns: no number of theirs may be averaged.
    aggregate: {},
    relevance,
  };
  study.writeSummary(summary);
  if (seeds.length > 0) await writeRelevanceReport(study.path, relevance);
  return summary;
}

function roundOf(
  study: StudyFolder,
  run: string,
  skills: readonly ColumnSkill[],
  rule: RelevanceOptions,
): RelevanceRound {
  const { evaluation } = readSummary(openRun(path.join(study.runs, run)));
  const label = (evaluation.splits.test ?? evaluation.splits.validation)?.label;
  const accuracy = label?.mean.classification?.accuracy;
  const logisticAccuracy = label?.baselines?.logistic?.accuracy;
  return {
    run,
    columnCount: skills.length,
    worstSkill: skills.reduce((least, { skill }) => Math.min(least, skill), Number.POSITIVE_INFINITY),
    meanSkill: mean(skills.map(({ skill }) => skill)),
    dropped: toDrop(skills, rule),
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(logisticAccuracy === undefined ? {} : { logisticAccuracy }),
  };
}

/** @param first - skills among all columns, a table for each seed */
function rankColumns(first: readonly (readonly ColumnSkill[])[], seeds: readonly RelevanceSeed[]): RankedColumn[] {
  const places = seeds.map(({ rounds, kept }) => {
    const order = [
      ...rounds.flatMap(({ dropped }) => dropped.map(({ column }) => column)),
      ...[...kept].reverse().map(({ column }) => column),
    ];
    return new Map(order.map((column, index) => [column, index + 1]));
  });
  return (first[0] ?? [])
    .map(({ column }, index) => ({
      column,
      meanPlace: mean(places.map((place) => place.get(column)!)),
      keptIn: seeds.filter(({ kept }) => kept.some((each) => each.column === column)).length,
      firstSkill: mean(first.map((skills) => skills[index]!.skill)),
    }))
    .sort((a, b) => a.meanPlace - b.meanPlace);
}
