/** `elbo runs`: the runs of a folder, and what one of them holds. */
import path from 'node:path';
import type { Command } from 'commander';
import { type RunSummary, readFindings, readSummary } from '../../lab/run-files.ts';
import { modelTable } from '../../report/model-table.ts';
import { type Cell, formatTable } from '../../report/tables.ts';
import { currentAttempt } from '../../store/lease.ts';
import { listRuns, openRun, type RunListing } from '../../store/run-folder.ts';
import { listStudies } from '../../store/study-folder.ts';
import { mainTable, runAnswer } from '../answer.ts';
import type { Output } from '../output.ts';
import { findingsText } from '../train-run.ts';

export function configure(command: Command, output: Output): void {
  command
    .command('list', { isDefault: true })
    .description('list runs and studies')
    .option('--runs <folder>', 'the folder of runs', 'runs')
    .option('--json', 'print one JSON document on stdout')
    .action(({ runs: folder }: { runs: string }) => list(folder, output));
  command
    .command('show')
    .description('what a run holds')
    .argument('<run>', 'the folder of a run')
    .option('--json', 'print one JSON document on stdout')
    .action((folder: string) => show(path.normalize(folder), output));
}

function list(folder: string, output: Output): void {
  const runs = listRuns(folder).map(describe);
  const studies = listStudies(folder).map((study) => {
    const { members } = study.readMembers();
    const finished = members.filter(({ state }) => state === 'finished').length;
    return { study: study.id, path: study.path, members: members.length, finished };
  });
  output.answer({ runs, studies });
  if (runs.length + studies.length === 0) {
    output.say(`There are no runs in ${folder}.`);
    return;
  }
  const rows: Cell[][] = [
    ...runs.map(({ run, status, epochs, negativeElbo, problem }) => [run, problem ?? status, epochs, negativeElbo]),
    ...studies.map(({ study, members, finished }) => [
      study,
      `study, ${finished} of ${members} finished`,
      undefined,
      undefined,
    ]),
  ];
  output.say(formatTable({ header: ['run', 'state', 'epochs', 'negative ELBO, validation'], rows }));
}

interface Described {
  readonly run: string;
  readonly path: string;
  readonly status?: string;
  readonly epochs?: number;
  readonly negativeElbo?: number;
  readonly problem?: string;
}

function describe({ id, path: folder, status, problem }: RunListing): Described {
  if (status === undefined) return { run: id, path: folder, problem: problem ?? 'it cannot be read' };
  const attempt = currentAttempt(folder)?.state;
  const summary = status.state === 'finished' ? (openRun(folder).read('summary') as RunSummary | undefined) : undefined;
  const negativeElbo = summary?.evaluation.splits.validation?.negativeElbo;
  return {
    run: id,
    path: folder,
    // A process that was killed could not say so.
    status: status.state === 'running' && attempt !== 'held' ? 'interrupted' : status.state,
    epochs: status.epoch,
    ...(negativeElbo === undefined ? {} : { negativeElbo }),
  };
}

function show(folder: string, output: Output): void {
  const started = performance.now();
  const run = openRun(folder);
  const { state, epoch, step, reason } = run.readStatus();
  const config = run.read('config.resolved');
  output.answer({
    ...runAnswer(run, performance.now() - started),
    step,
    ...(reason === undefined ? {} : { reason }),
    config,
  });
  const where = `${run.id}: ${state}, ${epoch} epochs, ${step} steps`;
  output.say(reason === undefined || state === 'finished' ? where : `${where}. ${reason}`);
  if (state !== 'finished') return;
  const { evaluation, model, data, notices } = readSummary(run);
  output.say(`Data: ${data.name}, ${data.rowCount} rows of ${data.featureCount} columns`);
  for (const notice of notices) output.say(notice);
  output.say(
    `\n${formatTable(modelTable(model))}\n\n${mainTable(evaluation)}\n\n${findingsText(readFindings(run), output)}`,
  );
}
