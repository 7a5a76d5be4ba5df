/** `elbo reconstruct`: what a model makes of rows. */
import path from 'node:path';
import type { Command } from 'commander';
import { toOwnUnits } from '../../lab/own-units.ts';
import { rowNamesOf } from '../../lab/row-names.ts';
import { openWithRows } from '../../lab/trained-run.ts';
import { reconstructRows } from '../../lab/use-model.ts';
import { requireTarget } from '../../lab/write-table.ts';
import { openRun } from '../../store/run-folder.ts';
import { answerTable, FORCE_HELP, RESCALED_HELP, TARGET_HELP, type TargetOptions } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';
import { type RowOptions, requireRows } from '../row-options.ts';

interface ReconstructOptions extends RowOptions, TargetOptions {
  readonly rescaled?: boolean;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run')
    .option('--data <source>', "a data file; its columns are matched by name, and the run's own data are not needed")
    .option('--split <name>', "a split of the run's own data: train, validation or test")
    .option('--rescaled', RESCALED_HELP)
    .requiredOption('-o, --output <file>', TARGET_HELP)
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, options: ReconstructOptions) => {
      const choice = await requireRows(options, 'elbo reconstruct');
      requireTarget(options.output, options.force === true);
      const run = openRun(path.normalize(folder));
      const context = loadContext(process.cwd());
      const { trained, chosen } = await openWithRows(run, choice, context);
      const { dataset, preprocessing } = trained.experiment;
      for (const notice of [...trained.notices, ...chosen.notices]) output.warn(notice);
      const values = await reconstructRows(trained, chosen);
      if (options.rescaled !== true) toOwnUnits(values, preprocessing);
      await answerTable(run, { columns: dataset.columns, values, rowNames: rowNamesOf(chosen) }, options, output);
    });
}
