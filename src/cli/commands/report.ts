/** `elbo report`: writes reports of runs and studies again, from what their folders hold. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { DataError, ResumeError } from '../../base/errors.ts';
import { reportInput } from '../../lab/run-files.ts';
import { type StudySummary, summarizeStudy } from '../../lab/run-study.ts';
import { writeReport } from '../../report/write-report.ts';
import { currentAttempt } from '../../store/lease.ts';
import { openRun } from '../../store/run-folder.ts';
import { openStudy } from '../../store/study-folder.ts';
import type { Output } from '../output.ts';

export function configure(command: Command, output: Output): void {
  command
    .argument('<run...>', 'folders of finished runs, or of studies')
    .option('--json', 'print one JSON document on stdout')
    .action(async (folders: string[]) => {
      const reports: string[] = [];
      for (const folder of folders.map((given) => path.normalize(given))) {
        const file = existsSync(path.join(folder, 'study.yaml')) ? await reportStudy(folder) : await reportRun(folder);
        reports.push(file);
        output.say(file);
      }
      output.answer({ reports });
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
  const before = study.readSummary() as StudySummary | undefined;
  const { runs } = await summarizeStudy(study, before?.name ?? study.id);
  if (!runs.some(({ state }) => state === 'finished')) throw new DataError(folder, 'no run of the study has finished');
  return path.join(folder, 'report.md');
}
