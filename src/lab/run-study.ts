/**
 * A study: one config, many runs. Members are planned in the study's journal, run here or go on after an interruption,
 * and are summed up with mean and interval. What makes a config many is in `study-members.ts`.
 */
import os from 'node:os';
import path from 'node:path';
import { type MeanInterval, mean, meanInterval } from '../base/statistics.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { ClassComparison } from '../report/class-table.ts';
import type { PairComparison } from '../report/pair-table.ts';
import { type StudyRun, writeStudyReport } from '../report/write-study-report.ts';
import { acquireLease } from '../store/lease.ts';
import { openRun } from '../store/run-folder.ts';
import type { StudyFolder, StudyMember } from '../store/study-folder.ts';
import { compareClasses, isOfClass } from './class-comparison.ts';
import { applyOverrides, parseConfigText } from './config-text.ts';
import { type ExperimentConfig, resolveConfig } from './experiment-config.ts';
import { runMetrics } from './metrics.ts';
import { comparePairs, membersByPair, pairOf } from './pair-comparison.ts';
import { readRunConfig, readSummary, reportInput } from './run-files.ts';
import { runInWorker, type StopFlag } from './run-in-worker.ts';
import type { ExperimentEvent } from './run-options.ts';
import { ONE_RUN, studyMembers } from './study-members.ts';

export interface StudyOptions {
  readonly context: LoadContext;
  readonly stop: StopFlag;
  readonly onEvent: (member: string, event: ExperimentEvent) => void;
  readonly onMember: (member: StudyMember) => void;
}

/** Models above this many bytes of parameters run one at a time: memory, not cores, is what they share. */
const LARGE_MODEL_PARAMETERS = 4_000_000;

/**
 * Runs the members that have not finished, several at once where cores allow. Threads are shared out.
 *
 * @param study - its `study.yaml` is the whole config, overrides applied
 * @returns the exit code: 0, or the code a stop asked for, or the first failure's
 * @throws ResumeError when another process is running the study
 */
export async function runStudy(study: StudyFolder, options: StudyOptions): Promise<number> {
  const lease = acquireLease(study.path);
  try {
    const code = await runMembers(study, options);
    lease.release({ code, reason: code === 0 ? 'It finished.' : `It ended with code ${code}.` });
    return code;
  } catch (error) {
    lease.release({ code: 1, reason: (error as Error).message });
    throw error;
  }
}

async function runMembers(study: StudyFolder, options: StudyOptions): Promise<number> {
  const text = study.readConfig();
  const given = await parseConfigText(text, path.join(study.path, 'study.yaml'));
  const config = resolveConfig(given);
  study.plan(await studyMembers(config, options.context));
  const waiting = study.readMembers().members.filter((member) => member.state !== 'finished');
  const cores = config.threads === 'auto' ? os.availableParallelism() : config.threads;
  const atOnce =
    approximateParameters(config) > LARGE_MODEL_PARAMETERS ? 1 : Math.min(cores, study.readMembers().members.length);
  const threads = Math.max(1, Math.floor(cores / atOnce));

  let exitCode = 0;
  const worker = async (): Promise<void> => {
    for (let member = waiting.shift(); member !== undefined && options.stop.code === 0; member = waiting.shift()) {
      const code = await runMember(study, member, text, threads, options);
      exitCode ||= code;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await summarizeStudy(study, config.name);
  return options.stop.code || exitCode;
}

/** Runs a member that has not finished, and keeps in the journal what became of it. @returns the exit code */
export async function runMember(
  study: StudyFolder,
  member: StudyMember,
  text: string,
  threads: number,
  options: StudyOptions,
): Promise<number> {
  const given = await parseConfigText(text, 'study.yaml');
  const overrides = Object.entries({ ...member.overrides, ...ONE_RUN, threads }).map(
    ([key, value]) => `${key}=${JSON.stringify(value)}`,
  );
  const config = resolveConfig(await applyOverrides(given, overrides));
  const resume = member.run === undefined ? undefined : path.join(study.runs, member.run);
  // A run that was going when the process died has its own thread count; it must go on with it.
  const job =
    resume === undefined
      ? {
          config: { ...config, name: `${config.name}-${member.name}` },
          configText: text,
          context: options.context,
          runs: study.runs,
        }
      : {
          config: readRunConfig(openRun(resume)),
          configText: text,
          context: options.context,
          resume,
        };
  let run = member.run ?? '';
  try {
    const outcome = await runInWorker(job, options.stop, (event) => {
      if (event.kind === 'run') {
        run = path.basename(event.path);
        study.record({ event: 'started', member: member.name, run });
      }
      options.onEvent(member.name, event);
    });
    if (outcome.status === 'finished') {
      study.record({ event: 'finished', member: member.name, run });
      options.onMember({ ...member, state: 'finished', run });
    }
    return outcome.exitCode;
  } catch (error) {
    const reason = (error as Error).message;
    if (run === '') throw error;
    study.record({ event: 'failed', member: member.name, run, reason });
    options.onMember({ ...member, state: 'failed', run, reason });
    return (error as { exitCode?: number }).exitCode ?? 1;
  }
}

/** Trained numbers of the dense layers, input left out: enough to tell large from small before data are read. */
function approximateParameters({ architecture }: ExperimentConfig): number {
  const { encoder = [], decoder = [] } = architecture as unknown as { encoder?: number[]; decoder?: number[] };
  const widest = Math.max(0, ...encoder, ...decoder);
  return widest * widest * (encoder.length + decoder.length);
}

/** `summary.json` of a study. */
export interface StudySummary {
  readonly name: string;
  readonly runs: readonly {
    readonly member: string;
    readonly run?: string;
    readonly state: StudyMember['state'];
    readonly reason?: string;
  }[];
  /**
   * Metric path, such as `test.negativeElbo`, to its mean over finished runs and 95 % interval. Models of one class each
   * are no repeats of the joint one and are left out. Models of different pairs are no repeats of each other: it is empty.
   */
  readonly aggregate: Readonly<Record<string, MeanInterval>>;
  /** Where there are models of one class each: beside the joint one, on the same rows. */
  readonly classes?: readonly ClassComparison[];
  /** Where each model hides one pair of modalities. */
  readonly pairs?: readonly PairComparison[];
}

/** Writes the study's summary and report from its finished runs. */
export async function summarizeStudy(study: StudyFolder, name: string): Promise<StudySummary> {
  const { members } = study.readMembers();
  const finished = members.filter((member) => member.state === 'finished');
  const repeats = finished.filter((member) => !isOfClass(member));
  const overlap = overlapOf(repeats);
  const values = new Map<string, number[]>();
  for (const { run } of repeats) {
    const { evaluation, effectiveBeta } = readSummary(openRun(path.join(study.runs, run!)));
    for (const [key, value] of flatNumbers(runMetrics(evaluation, effectiveBeta)))
      values.set(key, [...(values.get(key) ?? []), value]);
  }
  const pairs = comparePairs(study, repeats, overlap);
  const aggregate = Object.fromEntries(
    [...(pairs.length === 0 ? values : [])]
      .filter(([, all]) => all.length === repeats.length && Number.isFinite(mean(all)))
      .map(([key, all]) => [key, meanInterval(all, 0.95, overlap)]),
  );
  const runs = members.map(({ name: member, run, state, reason }) => ({
    member,
    state,
    ...(run === undefined ? {} : { run }),
    ...(reason === undefined ? {} : { reason }),
  }));
  const classes = compareClasses(study, finished, overlap);
  const summary: StudySummary = {
    name,
    runs,
    aggregate,
    ...(classes.length === 0 ? {} : { classes }),
    ...(pairs.length === 0 ? {} : { pairs }),
  };
  study.writeSummary(summary);
  const inputOf = ({ name: member, run }: StudyMember): StudyRun => ({
    name: member,
    path: path.join('runs', run!),
    input: reportInput(openRun(path.join(study.runs, run!))),
  });
  // Where no joint model has finished, models of one class each are all there is to report on.
  const [reported, apart] = repeats.length === 0 ? [finished, []] : [repeats, finished.filter(isOfClass)];
  if (reported.length > 0) {
    const [runs, others] = [reported.map(inputOf), apart.map(inputOf)];
    const byPair = [...membersByPair(reported).values()].map((members) => ({
      ...pairOf(members[0]!)!,
      inputs: members.map((member) => inputOf(member).input),
    }));
    await writeStudyReport(study.path, {
      name,
      runs,
      overlap,
      apart: others,
      classes,
      ...(pairs.length === 0 ? {} : { pairs: { comparisons: pairs, runs: byPair } }),
    });
  }
  return summary;
}

/** Folds train on one another's test rows: of k folds each has k - 1 times as many others. */
export function overlapOf(members: readonly StudyMember[]): number {
  const fold = members[0]?.overrides['data.split.fold'] as { readonly of: number } | undefined;
  return fold === undefined ? 0 : 1 / (fold.of - 1);
}

function flatNumbers(value: unknown, prefix = ''): [string, number][] {
  if (typeof value === 'number') return [[prefix, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => flatNumbers(inner, prefix === '' ? key : `${prefix}.${key}`));
}
