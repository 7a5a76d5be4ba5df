/** Trains a study: one config, a run per seed, fold, class or pair of hidden modalities. */
import path from 'node:path';
import { ConfigError } from '../base/errors.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { Finding } from '../diagnose/finding.ts';
import { isOfClass } from '../lab/class-comparison.ts';
import { applyOverrides, type ConfigValue, parseConfigText } from '../lab/config-text.ts';
import { resolveConfig } from '../lab/experiment-config.ts';
import { readRelevanceOptions } from '../lab/relevance.ts';
import { requireSameConfig } from '../lab/resume.ts';
import { readFindings, readSummary } from '../lab/run-files.ts';
import { overlapOf, runStudy, type StudySummary } from '../lab/run-study.ts';
import { studyMembers } from '../lab/study-members.ts';
import { comparisonTable } from '../report/class-table.ts';
import { pairMatrix, pairSplits } from '../report/pair-table.ts';
import { formatTable } from '../report/tables.ts';
import { openRun } from '../store/run-folder.ts';
import { createStudy, openStudy, type StudyFolder } from '../store/study-folder.ts';
import { labelAnswers, type RunAnswer, runAnswer } from './answer.ts';
import { exitCodeOf } from './fail-on.ts';
import type { TrainingProgress } from './progress.ts';
import { newProgress, type Training } from './train-run.ts';

interface StudyTraining extends Training {
  readonly context: LoadContext;
}

/** @param given - the config with overrides applied. @returns the exit code */
export async function trainStudy(
  given: ConfigValue,
  { parent, name, ...training }: StudyTraining & { readonly parent: string; readonly name: string },
): Promise<number> {
  // What cannot be expanded is refused before anything is made.
  await studyMembers(resolveConfig(given), training.context);
  const { stringify } = await import('yaml');
  return goThrough(createStudy(parent, { name, config: stringify(given) }), training);
}

/** @throws ResumeError when an override would change the study */
export async function resumeStudy(
  folder: string,
  overrides: readonly string[],
  training: StudyTraining,
): Promise<number> {
  const study = openStudy(folder);
  if (readRelevanceOptions(folder) !== undefined)
    throw new ConfigError(folder, 'this is a study of columns', {
      advice: `Go on with elbo relevance --resume ${folder}`,
    });
  const given = await parseConfigText(study.readConfig(), path.join(folder, 'study.yaml'));
  const now = resolveConfig(await applyOverrides(given, overrides));
  requireSameConfig(folder, resolveConfig(given), now, false);
  return goThrough(study, training);
}

async function goThrough(study: StudyFolder, { context, stop, output, failOn }: StudyTraining): Promise<number> {
  const started = performance.now();
  const progress = new Map<string, TrainingProgress>();
  output.say(`Study: ${study.path}`);
  const exitCode = await runStudy(study, {
    context,
    stop,
    onEvent(member, event) {
      if (!progress.has(member)) progress.set(member, newProgress(output, member));
      if (event.kind === 'run') for (const notice of event.notices) output.warn(notice);
      progress.get(member)!.tell(event);
    },
    onMember({ name, state, reason }) {
      if (state === 'failed') output.warn(`${name} failed: ${reason}`);
      else output.note(`${name} ${state}`);
    },
  });
  const summary = study.readSummary() as StudySummary;
  output.answer(studyAnswer(study, summary, performance.now() - started));
  output.say(studyText(study, summary));
  if (stop.code !== 0) output.warn(`To go on: elbo train --resume ${study.path}`);
  return exitCode || exitCodeOf(findingsOf(study, summary), failOn, output);
}

/** Of every member that has any. */
const findingsOf = (study: StudyFolder, { runs }: StudySummary): Finding[] =>
  runs.flatMap(({ run }) => (run === undefined ? [] : readFindings(openRun(path.join(study.runs, run)))));

function studyAnswer(study: StudyFolder, { runs, aggregate, classes, pairs }: StudySummary, durationMs: number) {
  return {
    study: study.id,
    path: study.path,
    runs: runs.map(({ member, run, state, reason }) => ({
      member,
      ...(run === undefined ? { status: state } : memberAnswer(path.join(study.runs, run))),
      ...(reason === undefined ? {} : { reason }),
    })),
    aggregate,
    ...(classes === undefined ? {} : { classes }),
    ...(pairs === undefined ? {} : { pairs }),
    durationMs: Math.round(durationMs),
  };
}

/** How long a member took is not this command's to say: it may have been trained before. */
function memberAnswer(folder: string): Omit<RunAnswer, 'durationMs'> {
  const { durationMs: _, ...answer } = runAnswer(openRun(folder), 0);
  return answer;
}

function studyText(study: StudyFolder, { runs, aggregate, classes, pairs }: StudySummary): string {
  const members = formatTable({
    header: ['member', 'state', 'run'],
    rows: runs.map(({ member, state, run }) => [member, state, run]),
  });
  const report = `Report: ${path.join(study.path, 'report.md')}`;
  if (pairs !== undefined) {
    const matrices = pairSplits(pairs).map((split) => formatTable(pairMatrix(pairs, split)));
    return [members, 'Skill over the column means:', ...matrices, report].join('\n\n');
  }
  const numbers = ['negativeElbo', 'reconstruction', 'kl'].flatMap((name) =>
    ['train', 'validation', 'test'].flatMap((split) => {
      const value = aggregate[`${split}.${name}`];
      return value === undefined ? [] : [[split, name, value] as const];
    }),
  );
  if (numbers.length === 0) return members;
  const table = formatTable({ header: ['split', 'nats per row', 'mean and 95 % interval'], rows: numbers });
  const byClass = classes === undefined ? '' : `\n\n${formatTable(comparisonTable(classes))}`;
  const answers = labelsOf(study);
  return `${members}\n\n${table}${byClass}${answers === undefined ? '' : `\n\n${answers}`}\n\n${report}`;
}

/** What the heads of finished repeats answer. */
function labelsOf(study: StudyFolder): string | undefined {
  const repeats = study.readMembers().members.filter((member) => member.state === 'finished' && !isOfClass(member));
  const evaluations = repeats.map(({ run }) => readSummary(openRun(path.join(study.runs, run!))).evaluation);
  return labelAnswers(evaluations, overlapOf(repeats));
}
