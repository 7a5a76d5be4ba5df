/** `elbo report`: writes reports of runs and studies again, from what their folders hold; of several a lab notebook too. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError, DataError, ResumeError } from '../../base/errors.ts';
import { compareRuns, PARENTS } from '../../lab/compare-runs.ts';
import { readRelevanceOptions, summarizeRelevance } from '../../lab/relevance.ts';
import { reportInput } from '../../lab/run-files.ts';
import { type StudySummary, summarizeStudy } from '../../lab/run-study.ts';
import { labNotebook } from '../../report/notebook.ts';
import { writeReportFiles } from '../../report/write-files.ts';
import { writeReport } from '../../report/write-report.ts';
import { currentAttempt } from '../../store/lease.ts';
import { openRun } from '../../store/run-folder.ts';
import { openStudy } from '../../store/study-folder.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';

interface Options {
  readonly against: string;
  readonly notebook: string;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run...>', 'folders of finished runs, or of studies; of several a lab notebook is written too')
    .option('--notebook <folder>', 'where the lab notebook of several goes, over an earlier one', 'notebook')
    .option('--against <parent>', 'what each is held against in it: first, or previous (the one before it)', 'first')
    .option('--json', 'print one JSON document on stdout')
    .action(async (given: string[], { against, notebook }: Options) => {
      const parent = PARENTS.find((name) => name === against);
      if (parent === undefined)
        throw new ConfigError('--against', `"${against}" is not known`, { expected: PARENTS, given: against });
      const folders = given.map((folder) => path.normalize(folder));
      const reports: string[] = [];
      for (const folder of folders) {
        const file = existsSync(path.join(folder, 'study.yaml')) ? await reportStudy(folder) : await reportRun(folder);
        reports.push(file);
        output.say(file);
      }
      if (folders.length < 2) return output.answer({ reports });
      const file = await writeReportFiles(notebook, labNotebook(compareRuns(folders, parent)));
      output.say(file);
      output.answer({ reports, notebook: file });
    });
}

async function reportRun(folder: string): Promise<string> {
  const run = openRun(folder);
  // Whoever trains it will write the report at the end.
  if (currentAttempt(folder)?.state === 'held')
    throw new ResumeError(folder, 'the run is being trained', { advice: 'Wait until it has finished' });
  return writeReport(folder, reportInput(run));
}

async function reportStudy(folder: string): Promise<string> {
  const study = openStudy(folder);
  if (readRelevanceOptions(folder) !== undefined) {
    const { relevance } = await summarizeRelevance(study, { context: loadContext(process.cwd()) });
    if (relevance.seeds.length === 0) throw new DataError(folder, 'no run of the study has finished');
    return path.join(folder, 'report.md');
  }
  const before = study.readSummary() as StudySummary | undefined;
  const { runs } = await summarizeStudy(study, before?.name ?? study.id);
  if (!runs.some(({ state }) => state === 'finished')) throw new DataError(folder, 'no run of the study has finished');
  return path.join(folder, 'report.md');
}
