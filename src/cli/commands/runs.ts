/** `elbo runs`: the runs of a folder, what one of them holds, and what people do with them. */
import path from 'node:path';
import type { Command } from 'commander';
import { readFindings, readSummary } from '../../lab/run-files.ts';
import { modelTable } from '../../report/model-table.ts';
import { plainLines, plainText, SENTENCE } from '../../report/plain-text.ts';
import { formatTable } from '../../report/tables.ts';
import { openRun } from '../../store/run-folder.ts';
import { readMarks } from '../../store/run-marks.ts';
import { mainTable, runAnswer } from '../answer.ts';
import { configureManagement } from '../manage-runs.ts';
import type { Output } from '../output.ts';
import { type ListOptions, list } from '../runs-list.ts';
import { findingsText } from '../train-run.ts';

export function configure(command: Command, output: Output): void {
  command
    .command('list', { isDefault: true })
    .description('list runs and studies')
    .option('--runs <folder>', 'the folder of runs', 'runs')
    .option('--tag <tag>', 'only those with the tag')
    .option('--archived', 'only those that are archived; they are left out otherwise')
    .option('--trash', 'what was deleted and not yet purged')
    .option('--json', 'print one JSON document on stdout')
    .action((options: ListOptions) => list(options, output));
  command
    .command('show')
    .description('what a run holds')
    .argument('<run>', 'the folder of a run')
    .option('--json', 'print one JSON document on stdout')
    .action((folder: string) => show(path.normalize(folder), output));
  configureManagement(command, output);
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
    ...readMarks(folder),
    notes: run.readNotes(),
    config,
  });
  const where = `${run.id}: ${state}, ${epoch} epochs, ${step} steps`;
  output.say(reason === undefined || state === 'finished' ? where : `${where}. ${reason}`);
  const { archived, tags } = readMarks(folder);
  if (archived) output.say('Archived');
  if (tags.length > 0) output.say(`Tags: ${plainText(tags.join(', '))}`);
  const notes = run.readNotes().trimEnd();
  if (notes !== '') output.say(`Notes:\n${plainLines(notes)}`);
  if (state !== 'finished') return;
  const { evaluation, model, data, notices } = readSummary(run);
  output.say(`Data: ${plainText(data.name)}, ${data.rowCount} rows of ${data.featureCount} columns`);
  for (const notice of notices) output.say(plainText(notice, SENTENCE));
  output.say(
    `\n${formatTable(modelTable(model))}\n\n${mainTable(evaluation)}\n\n${findingsText(readFindings(run), output)}`,
  );
}
