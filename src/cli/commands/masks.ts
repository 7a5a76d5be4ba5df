/** `elbo masks`: what can be told of each modality from the others. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { BESIDE, runMaskLab } from '../../lab/mask-lab.ts';
import { openTrainedRun } from '../../lab/trained-run.ts';
import { requireTarget } from '../../lab/write-table.ts';
import { maskReport } from '../../report/mask-report.ts';
import { openRun } from '../../store/run-folder.ts';
import { answerReport, REPORT_ENDINGS } from '../answer-report.ts';
import { FORCE_HELP } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';
import { requireSplit } from '../row-options.ts';

interface MasksOptions {
  readonly split: string;
  readonly beside: string;
  readonly output?: string;
  readonly force?: boolean;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run...>', 'folders of runs')
    .option('--split <name>', 'rows to predict: train, validation or test', 'test')
    .option(
      '--beside <cells>',
      'where copies, nearest neighbours and logistic regressions stand beside: others (each modality from all others), every cell or none',
      'others',
    )
    .option('-o, --output <file>', 'write the report there, as .md or .html; by default it is printed as Markdown')
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (folders: string[], options: MasksOptions) => {
      const beside = BESIDE.find((name) => name === options.beside);
      if (beside === undefined)
        throw new ConfigError('--beside', `"${options.beside}" is not known`, {
          expected: BESIDE,
          given: options.beside,
        });
      const split = requireSplit(options.split, undefined);
      if (options.output !== undefined) requireTarget(options.output, options.force === true, REPORT_ENDINGS);
      const labs = [];
      for (const folder of folders) {
        const run = openRun(path.normalize(folder));
        const trained = await openTrainedRun(run, loadContext(process.cwd()));
        for (const notice of trained.notices) output.warn(notice);
        if (trained.experiment.split[split].length === 0)
          throw new ConfigError('--split', `the ${split} split of ${run.id} has no rows`);
        labs.push({ run: run.id, path: run.path, ...(await runMaskLab(trained, split, beside)) });
      }
      output.answer({ labs });
      await answerReport(maskReport(labs), options, output);
    });
}
