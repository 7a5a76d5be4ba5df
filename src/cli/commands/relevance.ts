/** `elbo relevance`: which columns share something with the others, and which are noise beside them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { applyOverrides } from '../../lab/config-text.ts';
import { resolveConfig } from '../../lab/experiment-config.ts';
import {
  type RelevanceOptions,
  type RelevanceSummary,
  readRelevanceOptions,
  requireRelevanceConfig,
  runRelevance,
  withHead,
  writeRelevanceOptions,
} from '../../lab/relevance.ts';
import { StopFlag } from '../../lab/run-in-worker.ts';
import type { Relevance } from '../../report/relevance-report.ts';
import { formatTable } from '../../report/tables.ts';
import { createStudy, openStudy, type StudyFolder } from '../../store/study-folder.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';
import { readConfig } from '../read-config.ts';
import { obeySignals } from '../signals.ts';

interface Options {
  readonly runs: string;
  readonly skill: string;
  readonly drop: string;
  readonly keep: string;
  readonly resume?: string;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('[config]', 'a config file, or the name of a recipe; seeds=N repeats it')
    .argument('[overrides...]', 'key.path=value sets, ~key.path removes')
    .option('--skill <skill>', 'columns of at least this skill reconstruct well: 1 is perfect, 0 the train mean', '0.2')
    .option('--drop <count>', 'columns dropped after each round', '1')
    .option('--keep <count>', 'columns never gone below', '2')
    .option('--runs <folder>', 'the folder that studies are made in', 'runs')
    .option('--resume <study>', 'go on with one that was interrupted')
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'print no progress')
    .action(async (config: string | undefined, overrides: string[], options: Options) => {
      const started = performance.now();
      const stop = new StopFlag();
      obeySignals(stop, output);
      const { study, baseFolder } = await studyOf(config, overrides, options);
      output.say(`Study: ${study.path}`);
      process.exitCode = await runRelevance(study, {
        context: loadContext(baseFolder),
        stop,
        onEvent(_, event) {
          if (event.kind === 'run') for (const notice of event.notices) output.warn(notice);
        },
        onMember({ name, state, reason }) {
          if (state === 'failed') output.warn(`${name} failed: ${reason}`);
          else output.note(`${name} ${state}`);
        },
      });
      const { relevance, runs } = study.readSummary() as RelevanceSummary;
      output.answer({
        study: study.id,
        path: study.path,
        runs,
        ...relevance,
        durationMs: Math.round(performance.now() - started),
      });
      output.say(textOf(relevance, study));
      if (stop.code !== 0) output.warn(`To go on: elbo relevance --resume ${study.path}`);
    });
}

async function studyOf(
  given: string | undefined,
  overrides: readonly string[],
  { resume, runs, ...numbers }: Options,
): Promise<{ study: StudyFolder; baseFolder: string }> {
  if (resume !== undefined) {
    if (given !== undefined)
      throw new ConfigError('--resume', 'it goes without a config: the study has its own', { given });
    const study = openStudy(path.normalize(resume));
    if (readRelevanceOptions(study.path) === undefined)
      throw new ConfigError(study.path, 'this is another study', {
        advice: `Go on with elbo train --resume ${resume}`,
      });
    return { study, baseFolder: process.cwd() };
  }
  if (given === undefined)
    throw new ConfigError('elbo relevance', 'a config or a recipe is missing', {
      advice: '"elbo recipes" lists the recipes',
    });
  const source = await readConfig(given);
  const whole = withHead(await applyOverrides(source.config, overrides));
  const config = resolveConfig(whole);
  requireRelevanceConfig(config);
  const rule = rulesOf(numbers);
  const { stringify } = await import('yaml');
  const study = createStudy(runs, { name: config.name, config: stringify(whole) });
  writeRelevanceOptions(study, rule);
  return { study, baseFolder: source.baseFolder };
}

function rulesOf({ skill, drop, keep }: Pick<Options, 'skill' | 'drop' | 'keep'>): RelevanceOptions {
  const threshold = Number(skill);
  if (skill.trim() === '' || !(threshold > 0 && threshold < 1))
    throw new ConfigError('--skill', `"${skill}" does not fit`, { expected: 'a number between 0 and 1' });
  return { threshold, drop: count('--drop', drop), keep: count('--keep', keep) };
}

function count(option: string, given: string): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new ConfigError(option, `"${given}" does not fit`, { expected: 'a whole number of at least 1' });
}

const short = (value: number): number => Number(value.toPrecision(3));

function textOf({ seeds, ranking, keptByAll, threshold }: Relevance, { path: folder }: StudyFolder): string {
  if (seeds.length === 0) return 'No round has finished.';
  const dropped = ranking.filter(({ keptIn }) => keptIn < seeds.length);
  const order = formatTable({
    header: ['column', 'place', 'skill among all', 'kept by seeds'],
    rows: dropped.map((each) => [
      each.column,
      short(each.meanPlace),
      short(each.firstSkill),
      `${each.keptIn} of ${seeds.length}`,
    ]),
  });
  const bySeed = formatTable({
    header: ['seed', 'rounds', 'kept', 'worst skill', 'accuracy of all', 'accuracy of kept'],
    rows: seeds.map(({ seed, rounds, kept }) => [
      String(seed),
      rounds.length,
      kept.length,
      short(kept.at(-1)?.skill ?? 0),
      rounds[0]!.accuracy === undefined ? undefined : short(rounds[0]!.accuracy),
      rounds.at(-1)!.accuracy === undefined ? undefined : short(rounds.at(-1)!.accuracy!),
    ]),
  });
  return [
    ...(dropped.length === 0
      ? [`All ${ranking.length} columns reconstruct with a skill of at least ${threshold}.`]
      : [order]),
    bySeed,
    `Kept by ${seeds.length === 1 ? 'the one seed' : 'all seeds'}: ${keptByAll.length} of ${ranking.length} columns.`,
    ...(existsSync(path.join(folder, 'report.md')) ? [`Report: ${path.join(folder, 'report.md')}`] : []),
  ].join('\n\n');
}
