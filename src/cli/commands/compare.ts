/** `elbo compare`: runs and studies side by side, each against its parent. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { compareRuns, PARENTS } from '../../lab/compare-runs.ts';
import { requireTarget } from '../../lab/write-table.ts';
import { labNotebook } from '../../report/notebook.ts';
import { answerReport, REPORT_ENDINGS } from '../answer-report.ts';
import { FORCE_HELP } from '../answer-table.ts';
import { notebookAnswer } from '../notebook-answer.ts';
import type { Output } from '../output.ts';

interface Options {
  readonly against: string;
  readonly output?: string;
  readonly force?: boolean;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run...>', 'folders of finished runs and studies, the parent first')
    .option(
      '--against <parent>',
      'what each is held against: first, previous (the one before it), or the folder of another run or study',
      'first',
    )
    .option(
      '-o, --output <file>',
      'write the lab notebook there: .html with its figures, .md without; by default it is printed as Markdown',
    )
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (given: string[], options: Options) => {
      const parent = PARENTS.find((name) => name === options.against);
      const folders = parent === undefined ? [path.normalize(options.against), ...given] : given;
      if (folders.length < 2)
        throw new ConfigError('elbo compare', 'one run alone compares with nothing', {
          expected: 'two or more runs, the parent first',
        });
      if (options.output !== undefined) requireTarget(options.output, options.force === true, REPORT_ENDINGS);
      const entries = compareRuns(folders, parent ?? 'first');
      output.answer(notebookAnswer(entries));
      await answerReport(labNotebook(entries), options, output);
    });
}
